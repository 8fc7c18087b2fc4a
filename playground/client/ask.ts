import request from 'supertest';

export interface Asked {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The text parsed as JSON, undefined if it is empty. */
  json<T>(): T;
}

export interface Asking {
  /** The token of a session, or an API token. */
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Sends one request to a route of a running site. Resolves with any status. */
export async function ask(
  url: string,
  method: string,
  path: string,
  { token, body, headers = {} }: Asking = {},
): Promise<Asked> {
  const known = METHODS.find((one) => one === method);
  if (known === undefined) throw new Error(`no route is asked by ${method}`);
  const site = request(url);
  const send = {
    GET: site.get,
    POST: site.post,
    PUT: site.put,
    PATCH: site.patch,
    DELETE: site.delete,
  }[known].bind(site);
  const asking = send(path)
    .set('content-type', 'application/json')
    .set(token === undefined ? {} : { authorization: `Bearer ${token}` })
    .set(headers);
  const answer = await (body === undefined ? asking : asking.send(JSON.stringify(body)));
  const text = answer.text ?? '';
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: <T>() => (text === '' ? undefined : JSON.parse(text)) as T,
  };
}
