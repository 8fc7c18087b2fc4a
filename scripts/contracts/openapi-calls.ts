import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { findProvider } from '../../server/src/providers/registry';
import { startDemoProvider } from '../demo-providers';
import type { ContractCheck } from './deviation';
import { openContract } from './openapi';
import { walk } from './walk';

/** An OpenAPI or Swagger file, as JSON or YAML. */
export function readDocument(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  return file.endsWith('.json') ? (JSON.parse(text) as unknown) : (parseYaml(text) as unknown);
}

export function providerOf(id: string) {
  const provider = findProvider(id);
  if (provider === undefined) throw new Error(`there is no provider ${id}`);
  return provider;
}

/**
 * Every call of a client with the emulator's answer.
 * @param base the setting of the connector with the contract's server.
 */
export function openApiCalls(id: string, files: readonly string[], base: string): ContractCheck {
  const provider = providerOf(id);
  const { label } = provider.descriptor;
  return {
    provider: id,
    title: `${label}: calls`,
    async run(specs) {
      const contract = openContract(files.map((file) => readDocument(path.join(specs, file))));
      const demo = await startDemoProvider({ id, label });
      try {
        const exchanges = await walk(provider, demo, { apiBase: String(demo.settings?.[base]) });
        return { looks: exchanges.length, deviations: exchanges.flatMap((one) => contract.check(one)) };
      } finally {
        await demo.stop();
      }
    },
  };
}
