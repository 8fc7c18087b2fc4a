import { reportEntries, textIn } from '../entries';
import type { ListsRecordings } from '../provider';
import { fakeClient } from './client';
import { hostOf, occurrenceOf } from './mapper';

export const listsRecordings: ListsRecordings = {
  maxWindowDays: 90,

  async resolveHosts(account, emails, signal) {
    const found = await Promise.all(
      emails.map(async (email) => ({ email, host: await fakeClient(account).host(email, signal) })),
    );
    return {
      hosts: found.flatMap(({ host }) => (host ? [hostOf(host)] : [])),
      unknown: found.flatMap(({ email, host }) => (host ? [] : [email])),
    };
  },

  async *listWindow(account, window, hosts, signal, report) {
    const allowed = hosts.limit === 'none' ? undefined : new Set(hosts.hosts.map(({ id }) => id));
    const onBad = reportEntries(report, {
      provider: 'Fake',
      nameIn: ['title', 'id'],
      partOf(entry) {
        const id = textIn(entry, ['id']);
        return id === undefined ? { kind: 'account' } : { kind: 'occurrence', id };
      },
    });
    for await (const page of fakeClient(account).recordings(window.from, window.to, signal, onBad)) {
      yield page.map(occurrenceOf).filter(({ host }) => !allowed || (host && allowed.has(host.id)));
    }
  },

  async readOccurrence(account, occurrenceId, signal) {
    const recording = await fakeClient(account).recording(occurrenceId, signal);
    return recording ? { outcome: 'found', occurrence: occurrenceOf(recording) } : { outcome: 'gone' };
  },
};
