/** An API token with the right to find recordings, as the README describes. Replaces the one of an earlier start. */
export async function readerToken(admin: { token(): Promise<string> }, url: string): Promise<string> {
  const name = 'Reads recordings (npm start)';
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/admin/api-tokens${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await admin.token()}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} /admin/api-tokens${path} answered ${answer.status}`);
    return (await answer.json()) as T;
  };
  const { data: tokens } = await call<{ data: { id: number; name: string }[] }>('GET', '');
  for (const { id } of tokens.filter((token) => token.name === name)) await call('DELETE', `/${id}`);
  const made = await call<{ data: { accessKey: string } }>('POST', '', {
    name,
    description: '',
    type: 'custom',
    lifespan: null,
    permissions: ['plugin::meeting-connectors.recording.find'],
  });
  return made.data.accessKey;
}
