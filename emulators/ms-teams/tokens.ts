import { createHash, randomBytes } from 'node:crypto';

export interface Grant {
  kind: 'app' | 'person';
  /** Of a person. */
  userId?: string;
  /** Names of permissions, without host. */
  permissions: string[];
}

interface Code {
  grant: Grant;
  redirectUri: string;
  /** S256; absent where none was sent. */
  challenge?: string;
  untilMs: number;
}

const CODE_LIVES_MS = 10 * 60_000;

/** Access tokens, refresh tokens, codes and the marks of signed links. In memory only. */
export function createTokens(clock: () => number) {
  const access = new Map<string, { grant: Grant; untilMs: number }>();
  const refresh = new Map<string, Grant>();
  const codes = new Map<string, Code>();
  const links = new Map<string, { ref: string; untilMs: number }>();
  const mint = (prefix: string) => `${prefix}${randomBytes(24).toString('base64url')}`;

  return {
    access(grant: Grant, seconds: number): string {
      const token = mint('emulated-access-');
      access.set(token, { grant, untilMs: clock() + seconds * 1000 });
      return token;
    },
    read(token: string): Grant | undefined {
      const known = access.get(token);
      return known !== undefined && known.untilMs > clock() ? known.grant : undefined;
    },
    refresh(grant: Grant): string {
      const token = mint('emulated-refresh-');
      refresh.set(token, grant);
      return token;
    },
    /** `once`: refused from then on. */
    useRefresh(token: string, once: boolean): Grant | undefined {
      const grant = refresh.get(token);
      if (once) refresh.delete(token);
      return grant;
    },
    code(code: Omit<Code, 'untilMs'>): string {
      const text = mint('emulated-code-');
      codes.set(text, { ...code, untilMs: clock() + CODE_LIVES_MS });
      return text;
    },
    /** A code works once. */
    useCode(text: string, redirectUri: string, verifier: string): Grant | undefined {
      const code = codes.get(text);
      codes.delete(text);
      if (code === undefined || code.untilMs <= clock() || code.redirectUri !== redirectUri) return undefined;
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      return code.challenge === undefined || code.challenge === challenge ? code.grant : undefined;
    },
    link(ref: string, seconds: number): string {
      const mark = mint('emulated-tempauth-');
      links.set(mark, { ref, untilMs: clock() + seconds * 1000 });
      return mark;
    },
    readLink(mark: string): string | undefined {
      const link = links.get(mark);
      return link !== undefined && link.untilMs > clock() ? link.ref : undefined;
    },
    revokeAll(): void {
      access.clear();
      refresh.clear();
      codes.clear();
    },
    revokeAccess: () => access.clear(),
    expireLinks: () => links.clear(),
    issued: (): string[] => [
      ...[...access.keys()].slice(-50),
      ...[...refresh.keys()].slice(-50),
      ...[...links.keys()].slice(-50),
    ],
  };
}
export type Tokens = ReturnType<typeof createTokens>;
