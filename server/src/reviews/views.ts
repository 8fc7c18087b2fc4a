import type { Core } from '@strapi/strapi';
import type { PersonRef } from '../../../contracts/common';
import type { Language } from '../../../contracts/messages/say';
import { PERMISSIONS, permissionAction } from '../../../contracts/permissions';
import type {
  Decision,
  ModerationView,
  ReviewDetail,
  ReviewLanguage,
  ReviewListItem,
  ReviewView,
} from '../../../contracts/review';
import { defined } from '../domain/defined';
import type { Clock } from '../domain/clock';
import type { Database, ReviewRow } from '../ledger/database';
import type { Library } from '../media/library';
import { findProvider } from '../providers/registry';
import { adminsWithRight, people } from '../people/admins';
import type { Outbox } from '../mails/outbox';
import { missingOfEntry } from '../publishing/missing';
import type { Decided } from './decide';
import type { Ability, Entries, Entry } from './entries';
import type { ModerationStore } from './moderation-settings';
import { chatLines } from './chat-lines';
import { isoOf } from '../domain/instant';

const MODERATORS_SHOWN = 10;
/** As Strapi's page of roles shows it, in every language. */
const RIGHT = PERMISSIONS['recordings.moderate'].text;

/** The signed-in admin user who asks. */
export interface Reader {
  id: number;
  ability: Ability;
  language: Language;
}

/** Reviews as the panel shows them. */
export interface ReviewViews {
  moderation(reader: Reader): Promise<ModerationView>;
  missingRight(reader: Reader): string | undefined;
  /** Views of the rows, with the names of the people. */
  reviews(reader: Reader, rows: ReviewRow[]): Promise<ReviewView[]>;
  items(reader: Reader, rows: ReviewRow[], entries: Entry[]): Promise<ReviewListItem[]>;
  detail(reader: Reader, entry: Entry, row: ReviewRow | undefined): Promise<ReviewDetail>;
  decision(reader: Reader, decided: Decided): Promise<Decision>;
}

interface Dependencies {
  database: Database;
  moderation: ModerationStore;
  library: Library;
  entries: Entries;
  outbox: Pick<Outbox, 'trouble'>;
  clock: Clock;
}

export function openReviewViews(
  strapi: Core.Strapi,
  { database, moderation, library, entries, outbox, clock }: Dependencies,
): ReviewViews {
  const moderates = ({ ability }: Reader) => ability.can(permissionAction('recordings.moderate'));
  const missingRight = (reader: Reader) => (moderates(reader) ? undefined : RIGHT);

  function viewOf(reader: Reader, row: ReviewRow, names: Map<number, PersonRef>): ReviewView {
    const nameOf = (id: number | null) => (id === null ? undefined : names.get(id));
    const isOpen = row.claimUntilMs !== null && row.claimUntilMs > clock() && row.claimById !== reader.id;
    return defined({
      documentId: row.recordingDocumentId,
      state: row.state,
      revision: row.revision,
      cause: row.state === 'none' ? undefined : (row.cause ?? undefined),
      requestedBy:
        nameOf(row.requestedById) ??
        (row.requestedByName === null ? undefined : { id: 0, name: row.requestedByName }),
      requestedAt: isoOf(row.requestedAtMs),
      reason: row.reason ?? undefined,
      decidedBy: nameOf(row.decidedById),
      decidedAt: isoOf(row.decidedAtMs),
      openedBy: isOpen ? nameOf(row.claimById) : undefined,
      languages: row.languages ?? undefined,
    });
  }
  const namesFor = (rows: ReviewRow[], ...more: (number | undefined)[]) =>
    people(strapi, [
      ...rows.flatMap((row) => [
        row.requestedById,
        row.decidedById,
        row.claimById,
        ...(row.history ?? []).map(({ byId }) => byId),
      ]),
      ...more.map((id) => id ?? null),
    ]);
  const moderators = async () => {
    const able = await adminsWithRight(strapi, permissionAction('recordings.moderate'));
    const ids = able.slice(0, MODERATORS_SHOWN).map(({ id }) => id);
    return [...(await people(strapi, ids)).values()];
  };
  const untouched = (documentId: string): ReviewView => ({ documentId, state: 'none', revision: 0 });

  async function itemOf(entry: Entry, review: ReviewView): Promise<ReviewListItem> {
    const poster = entry.poster === undefined ? undefined : await library.find(entry.poster.documentId);
    return defined({
      review,
      title: entry.title ?? '',
      startedAt: entry.startedAt,
      timezone: entry.timezone,
      durationSeconds: entry.durationSeconds,
      hostName: entry.hostName,
      posterUrl: poster?.url,
    });
  }
  async function languagesOf(
    { ability }: Reader,
    documentId: string,
    codes: string[],
  ): Promise<ReviewLanguage[]> {
    const known = (await strapi.db
      .query('plugin::i18n.locale')
      .findMany({ where: { code: { $in: codes } }, select: ['code', 'name'] })) as {
      code: string;
      name: string;
    }[];
    const names = new Map(known.map(({ code, name }) => [code, name]));
    const titles = await entries.translations(ability, documentId, codes);
    return codes.map((code) => defined({ code, name: names.get(code) ?? code, title: titles.get(code) }));
  }
  const playable = async (file: Entry['video']) => {
    const stored = file === undefined ? undefined : await library.find(file.documentId);
    return stored === undefined || file === undefined ? undefined : { ...stored, mime: file.mime };
  };

  const view: ReviewViews = {
    async moderation(reader) {
      const { enabled, moderatorsPublishDirectly } = await moderation.read();
      return {
        enabled,
        moderates: moderates(reader),
        publishesDirectly: !enabled || (moderatorsPublishDirectly && moderates(reader)),
      };
    },
    missingRight,

    async reviews(reader, rows) {
      const names = await namesFor(rows);
      return rows.map((row) => viewOf(reader, row, names));
    },

    async items(reader, rows, found) {
      const names = await namesFor(rows);
      const byId = new Map(found.map((entry) => [entry.documentId, entry]));
      const items = rows.map(async (row) => {
        const entry = byId.get(row.recordingDocumentId);
        return entry === undefined ? [] : [await itemOf(entry, viewOf(reader, row, names))];
      });
      return (await Promise.all(items)).flat();
    },

    async detail(reader, entry, row) {
      const names = await namesFor(row === undefined ? [] : [row], entry.createdBy);
      const review = row === undefined ? untouched(entry.documentId) : viewOf(reader, row, names);
      const { room, hostEmail, description, summary, polls } = entry;
      return defined({
        ...(await itemOf(entry, review)),
        description,
        hostEmail,
        providerLabel:
          entry.provider === undefined
            ? undefined
            : (findProvider(entry.provider)?.descriptor.label ?? entry.provider),
        room,
        visibility: entry.visibility,
        tags: entry.tags,
        video: await playable(entry.video),
        audio: await playable(entry.audio),
        hasCaptions: entry.captions !== undefined,
        chapters: entry.chapters,
        chat: chatLines(entry.chat ?? null),
        summary,
        polls,
        isPublished: await entries.isPublished(entry.documentId),
        languages: row?.languages ? await languagesOf(reader, entry.documentId, row.languages) : undefined,
        missing: await missingOfEntry(database, entry.documentId),
        author: entry.createdBy === undefined ? undefined : names.get(entry.createdBy),
        history: (row?.history ?? []).map(({ atMs, byId, what, reason }) =>
          defined({
            at: isoOf(atMs),
            by: byId === null ? undefined : names.get(byId),
            what,
            reason,
          }),
        ),
        moderators: await moderators(),
        missingRight: missingRight(reader),
        moderation: await view.moderation(reader),
        sendsMail: (await outbox.trouble()) === undefined,
        reasonTemplates: moderates(reader) ? (await moderation.read(reader.language)).reasonTemplates : [],
      });
    },

    async decision(reader, decided) {
      if (decided.outcome === 'lost' && decided.why === 'gone') return { outcome: 'lost', why: 'gone' };
      const [review] = await view.reviews(reader, [decided.row]);
      if (review === undefined) return { outcome: 'lost', why: 'gone' };
      if (decided.outcome === 'done') return { outcome: 'done', review };
      return defined({ outcome: 'lost', why: decided.why, by: review.decidedBy, review });
    },
  };
  return view;
}
