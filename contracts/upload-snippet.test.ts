import { runInNewContext } from 'node:vm';
import { transpileModule, ModuleKind } from 'typescript';
import { snippetFile, uploadSnippet } from './upload-snippet';

const types = { allowedTypes: ['image/*', 'text/vtt'], deniedTypes: ['image/svg+xml', "odd/'quoted'"] };

function configured(code: string): unknown {
  const module = { exports: {} as unknown };
  runInNewContext(code, { module, exports: module.exports });
  const made = module.exports as { default?: () => unknown } | (() => unknown);
  const make = typeof made === 'function' ? made : made.default;
  return JSON.parse(JSON.stringify(make?.()));
}

describe('the snippet for config/plugins', () => {
  it('runs, and gives the upload plugin these types', () => {
    expect(configured(uploadSnippet(types, 'js'))).toEqual({ upload: { config: { security: types } } });
  });

  it('is the same in TypeScript', () => {
    const { outputText } = transpileModule(uploadSnippet(types, 'ts'), {
      compilerOptions: { module: ModuleKind.CommonJS },
    });
    expect(configured(outputText)).toEqual({ upload: { config: { security: types } } });
    expect(snippetFile('ts')).toBe('config/plugins.ts');
  });

  it('leaves out a list that the site does not have', () => {
    expect(configured(uploadSnippet({ allowedTypes: ['*'] }, 'js'))).toEqual({
      upload: { config: { security: { allowedTypes: ['*'] } } },
    });
  });
});
