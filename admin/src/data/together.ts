/** The server takes 200 in one request. */
const MOST = 100;

type Ask<Answer> = (ids: string[]) => Promise<Answer>;

/**
 * Merges what is asked in one moment, for example by each row of a list, into one request. Each caller gets the
 * answer to all of it. The request is sent by the `ask` of the first.
 */
export function together<Answer>(): (ids: readonly string[], ask: Ask<Answer>) => Promise<Answer> {
  let open: { ids: Set<string>; answer: Promise<Answer> } | undefined;
  const begin = (ask: Ask<Answer>) => {
    const ids = new Set<string>();
    const answer = new Promise((resolve) => setTimeout(resolve)).then(() => {
      if (open?.ids === ids) open = undefined;
      return ask([...ids]);
    });
    return { ids, answer };
  };
  return (ids, ask) => {
    if (open === undefined || open.ids.size + ids.length > MOST) open = begin(ask);
    for (const id of ids) open.ids.add(id);
    return open.answer;
  };
}
