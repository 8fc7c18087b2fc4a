import { answer, type Headers } from '../kit/answer';
import type { Exchange } from '../kit/server';
import { digest, kindOf } from './signatures';
import type { Context } from './context';
import type { Hooks } from './hooks';
import type { Links } from './links';
import { createMeetingCalls } from './meetings';
import { createRecordingCalls } from './recordings';
import { xmlOf, type Node } from './xml';
import { type Reply, type Call, success, failed } from './answers';

const HOSTILE_BODIES = {
  doctype:
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<response><returncode>SUCCESS</returncode><recordings><recording><recordID>&b;</recordID></recording></recordings></response>',
  deep: `<response><returncode>SUCCESS</returncode>${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}</response>`,
  'cut-off': '<response><returncode>SUCCESS</returncode><recordings><recording><recordID>abc</recordID>',
  html: '<!doctype html><html><head><title>Welcome to nginx!</title></head><body></body></html>',
  'other-root': '<html><returncode>SUCCESS</returncode></html>',
  huge: `<response><returncode>SUCCESS</returncode><padding>${'x'.repeat(50 * 1024 * 1024)}</padding></response>`,
} as const;

/** The API below `/bigbluebutton/api/`: every call is signed, and answered with status 200 even when it fails. */
export function createApi(context: Context, links: Links, hooks: Hooks) {
  const { faults, settings } = context;
  const calls: Readonly<Record<string, Call>> = {
    ...createMeetingCalls(context),
    ...createRecordingCalls(context, links),
    ...hooks.calls,
  };

  /** Computed over the raw query without the checksum. The length tells which hash it is. */
  function isSigned(call: string, rawQuery: string): boolean {
    const checksum = /(?:^|&)checksum=([^&]*)/.exec(rawQuery)?.[1] ?? '';
    const query = rawQuery.replace(/(^|&)checksum=[^&]*/, '').replace(/^&/, '');
    const kind = kindOf(checksum);
    const accepted = call.startsWith('hooks/') ? [settings.hooksChecksum] : settings.checksums;
    return (
      kind !== undefined &&
      accepted.includes(kind) &&
      digest(kind, `${call}${query}${context.secret()}`) === checksum.toLowerCase()
    );
  }

  const send = (exchange: Exchange, status: number, headers: Headers, body: string) =>
    answer(exchange, faults, { status, headers: { Date: new Date().toUTCString(), ...headers }, body });
  const sendXml = (exchange: Exchange, fields: { [name: string]: Node }) =>
    send(exchange, 200, { 'Content-Type': 'text/xml;charset=utf-8' }, xmlOf('response', fields));

  async function sendReply(exchange: Exchange, reply: Reply): Promise<void> {
    switch (reply.outcome) {
      case 'success':
        return await sendXml(exchange, { returncode: 'SUCCESS', ...reply.fields });
      case 'failed': {
        const { messageKey, message } = reply;
        return await sendXml(exchange, { returncode: 'FAILED', messageKey, message });
      }
      case 'json': {
        const body = JSON.stringify({ response: reply.response });
        return await send(exchange, 200, { 'Content-Type': 'application/json' }, body);
      }
    }
  }

  return async function api(exchange: Exchange): Promise<void> {
    const call = exchange.path.replace(/^\/bigbluebutton\/api\/?/, '');
    exchange.routed(`${exchange.method} ${call === '' ? 'version' : call}`);
    if (await context.struck(exchange)) return;
    if (call === '') {
      return await sendXml(exchange, {
        returncode: 'SUCCESS',
        version: '2.0',
        apiVersion: '2.0',
        bbbVersion: settings.bbbVersion,
      });
    }
    const handler = Object.hasOwn(calls, call) ? calls[call] : undefined;
    const isMissing = call.startsWith('hooks/') && !settings.hooksModule;
    if (handler === undefined || isMissing) {
      return await send(
        exchange,
        404,
        { 'Content-Type': 'text/html' },
        '<html><h1>404 Not Found</h1></html>',
      );
    }
    const hostile = faults.take('hostile-xml', exchange);
    if (hostile) {
      return await send(exchange, 200, { 'Content-Type': 'text/xml' }, HOSTILE_BODIES[hostile.shape]);
    }
    if (!isSigned(call, exchange.entry.query)) {
      return await sendReply(exchange, failed('checksumError', 'Checksums do not match'));
    }
    const refusal = faults.take('refusal', exchange);
    if (refusal) {
      return await sendReply(exchange, failed(refusal.messageKey, refusal.message ?? 'It can not be done'));
    }
    const parameters = new URLSearchParams(exchange.query);
    parameters.delete('checksum');
    if (faults.take('page-loop', exchange)) parameters.set('offset', '0');
    if (call === 'deleteRecordings') {
      const odd = faults.take('deletion', exchange);
      if (odd?.does === 'nothing') return await sendReply(exchange, success({ deleted: true }));
      const reply = handler(parameters);
      if (odd?.does === 'no-answer') return void exchange.request.socket.resetAndDestroy();
      return await sendReply(exchange, reply);
    }
    await sendReply(exchange, handler(parameters));
  };
}
