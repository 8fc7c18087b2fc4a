import type { EventSettings } from './descriptor';

/**
 * Where a file of 8x8 is: `/p/{secret}/n/{namespace}/b/{bucket}/o/{App ID}/…`, Oracle's pre-authenticated
 * request. Anybody can have a bucket at the same hosts, so a host alone proves nothing.
 */
export interface StoredObject {
  /** Server, namespace, bucket and the app's folder, without the secret. */
  place: string;
  /** The whole name of the object, decoded. */
  name: string;
}

/** Names of namespaces and buckets need no encoding. An encoded one is another way to write something else. */
const PATH = /^\/p\/[^/]+\/n\/([\w.-]+)\/b\/([\w.-]+)\/o\/([^?#]+)$/;
const STORAGE = /^\/n\/([\w.-]+)\/b\/([\w.-]+)\/?$/;

const placeOf = (origin: string, namespace: string, bucket: string, app: string): string =>
  `${origin}/n/${namespace}/b/${bucket}/o/${app.toLowerCase()}`;

/** Undefined for every other form of address. Judged by what would be requested, as the parser reads it. */
export function storedObjectOf(link: string): StoredObject | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  const [, namespace, bucket, object] = PATH.exec(url.pathname) ?? [];
  if (!isPlain || namespace === undefined || bucket === undefined || object === undefined) return undefined;
  const name = decoded(object);
  const [app, ...below] = name?.split('/') ?? [];
  const isName = (part: string) => part !== '' && part !== '.' && part !== '..';
  if (name === undefined || app === undefined || below.length === 0) return undefined;
  return isName(app) && below.every(isName)
    ? { place: placeOf(url.origin, namespace, bucket, app), name }
    : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The places of this app in the storages that a manager entered. */
export function placesOf({
  linkStorages,
  appId = '',
}: Pick<EventSettings, 'linkStorages' | 'appId'>): string[] {
  return linkStorages.flatMap((entry) => {
    if (!URL.canParse(entry.trim())) return [];
    const url = new URL(entry.trim());
    const [, namespace, bucket] = STORAGE.exec(url.pathname) ?? [];
    return namespace === undefined || bucket === undefined
      ? []
      : [placeOf(url.origin, namespace, bucket, appId)];
  });
}
