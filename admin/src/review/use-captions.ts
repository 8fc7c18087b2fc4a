import { useFetchClient } from '@strapi/strapi/admin';
import * as React from 'react';
import type { CueView, ListCues } from '../../../contracts/review';
import { ROUTE_PREFIX } from '../../../contracts/plugin';

const PAGE_SIZE = 1_000;
const at = (documentId: string, what: string) =>
  `${ROUTE_PREFIX}/recordings/${encodeURIComponent(documentId)}/${what}`;

/**
 * Captions as an address for a `<track>`. A track can't send the panel's token, so the text is fetched and
 * passed as a blob. Undefined until it is loaded, and if there are no captions.
 */
export function useCaptionsUrl(documentId: string, hasCaptions: boolean): string | undefined {
  const { get } = useFetchClient();
  const [url, setUrl] = React.useState<string>();
  React.useEffect(() => {
    setUrl(undefined);
    if (!hasCaptions) return undefined;
    let made: string | undefined;
    let isGone = false;
    // The recording plays without captions too. The transcript shows what is wrong.
    void get<Blob>(at(documentId, 'captions'), { responseType: 'blob' })
      .then(({ data }) => {
        if (isGone) return;
        made = URL.createObjectURL(new Blob([data], { type: 'text/vtt' }));
        setUrl(made);
      })
      .catch(() => undefined);
    return () => {
      isGone = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [documentId, hasCaptions, get]);
  return url;
}

export type Cues = { state: 'loading' } | { state: 'failed' } | { state: 'there'; cues: CueView[] };

/** All cues, page by page: the server parses the captions. */
export function useCues(documentId: string, hasCaptions: boolean): Cues {
  const { get } = useFetchClient();
  const [cues, setCues] = React.useState<Cues>({ state: 'loading' });
  React.useEffect(() => {
    let isGone = false;
    const load = async () => {
      const all: CueView[] = [];
      for (let page = 1, pages = 1; page <= pages; page += 1) {
        const { data } = await get<ListCues.Response>(
          `${at(documentId, 'cues')}?page=${page}&pageSize=${PAGE_SIZE}`,
        );
        all.push(...data.data);
        pages = data.meta.pagination.pageCount;
      }
      if (!isGone) setCues({ state: 'there', cues: all });
    };
    if (!hasCaptions) setCues({ state: 'there', cues: [] });
    else {
      setCues({ state: 'loading' });
      load().catch(() => {
        if (!isGone) setCues({ state: 'failed' });
      });
    }
    return () => {
      isGone = true;
    };
  }, [documentId, hasCaptions, get]);
  return cues;
}
