import type { Context } from 'koa';
import type { z } from 'zod';
import { message } from '../../../contracts/messages/catalogue';
import {
  Approve,
  ApproveMany,
  ListCues,
  ListReviews,
  ListReviewStates,
  UpdateModeration,
  Reject,
  SendToReview,
  type Decision,
} from '../../../contracts/review';
import { openDecisions, refusalOf } from '../reviews/decide';
import { openEntries } from '../reviews/entries';
import { openReviewViews, type Reader } from '../reviews/views';
import { refused } from '../domain/refusals';
import { getRuntime } from '../runtime';
import { languagesNamed } from '../site/own-locale';
import { READ_AT_ONCE_BYTES, readCaptions, type CaptionsWanted } from '../media/read-texts';
import { renderVtt } from '../texts/captions';
import { TEXT_LIMIT_BYTES } from '../texts/decode-text';
import {
  abilityOf,
  answering,
  bodyOf,
  documentIdOf,
  languageOfCaller,
  parse,
  userId,
  type Controller,
} from './http';

/** The queue is a list for people. Entries beyond this number appear when earlier ones are decided. */
const QUEUE_LIMIT = 1_000;

type Query = z.infer<typeof ListReviews.query>;
/** An open page renews its claim. After this time, a closed laptop no longer counts. */
const CLAIM_MS = 60_000;

const readerOf = (ctx: Context): Reader => ({
  id: userId(ctx),
  ability: abilityOf(ctx),
  language: languageOfCaller(ctx),
});

export const reviewController: Controller = ({ strapi }) => {
  const runtime = () => getRuntime(strapi);
  const entries = openEntries(strapi);
  const views = () => openReviewViews(strapi, { ...runtime(), entries });
  const decisions = () => openDecisions(strapi, runtime());

  /** An entry's captions. Undefined without captions, an error when they can't be read. */
  const captionsOf = async (ctx: Context, as: CaptionsWanted['as']) => {
    const { captions } = await entries.read(readerOf(ctx).ability, documentIdOf(ctx));
    if (captions === undefined) return undefined;
    const bytes = await runtime().library.bytes(
      captions.documentId,
      TEXT_LIMIT_BYTES,
      AbortSignal.timeout(30_000),
    );
    if (bytes === undefined) return undefined;
    const wanted = { bytes, as };
    const read =
      bytes.length > READ_AT_ONCE_BYTES ? await runtime().media.captions(wanted) : readCaptions(wanted);
    if (read.outcome === 'unreadable') {
      throw refused(message('route.captions-unreadable', { reason: read.said }), 'captions-unreadable');
    }
    return read;
  };
  /** What a moderator can't read they can't decide about, nor see who asked for it. */
  const readableId = async (ctx: Context): Promise<string> => {
    const documentId = documentIdOf(ctx);
    await entries.mustBeReadable(readerOf(ctx).ability, documentId);
    return documentId;
  };
  const reviewOf = async (ctx: Context) => {
    const reader = readerOf(ctx);
    const row = await runtime().reviews.find(documentIdOf(ctx));
    const [review] = row === undefined ? [] : await views().reviews(reader, [row]);
    return review ?? { documentId: documentIdOf(ctx), state: 'none' as const, revision: 0 };
  };

  return {
    find: answering(async (ctx) => {
      const query = parse(ListReviews.query, ctx.query);
      const { page, pageSize } = query;
      const reader = readerOf(ctx);
      const { onPage, total } = await pageFor(reader, query);
      const found = await entries.readable(
        reader.ability,
        onPage.map((row) => row.recordingDocumentId),
      );
      const missingRight = views().missingRight(reader);
      return {
        data: await views().items(reader, onPage, found),
        meta: {
          pagination: {
            page,
            pageSize,
            pageCount: Math.ceil(total / pageSize),
            total,
          },
          moderation: await views().moderation(reader),
          ...(missingRight === undefined ? {} : { missingRight }),
        },
      };
    }),

    states: answering(async (ctx) => {
      const { documentIds } = parse(ListReviewStates.query, ctx.query);
      const reader = readerOf(ctx);
      const readable = await entries.readableIds(reader.ability, documentIds);
      const rows = await runtime().reviews.findMany([...readable]);
      return {
        data: await views().reviews(reader, rows),
        meta: { moderation: await views().moderation(reader) },
      };
    }),

    findOne: answering(async (ctx) => {
      const reader = readerOf(ctx);
      const entry = await entries.read(reader.ability, documentIdOf(ctx));
      const row = await runtime().reviews.find(entry.documentId);
      return { data: await views().detail(reader, entry, row) };
    }),

    send: answering(async (ctx) => {
      const documentId = documentIdOf(ctx);
      const { ability } = readerOf(ctx);
      const { locale } = parse(SendToReview.body, bodyOf(ctx) ?? {});
      await entries.mustBeEditable(ability, documentId, locale);
      await entries.mustBeReadable(ability, documentId);
      const languages = await languagesNamed(strapi, documentId, locale);
      await runtime().reviewQueue.queue(documentId, { adminId: userId(ctx), name: null }, 'sent', languages);
      return { data: await reviewOf(ctx) };
    }),

    approve: answering(async (ctx) => {
      const { revision } = parse(Approve.body, bodyOf(ctx));
      const decided = await approve(readerOf(ctx), await readableId(ctx), revision);
      return { data: await views().decision(readerOf(ctx), decided) };
    }),
    reject: answering(async (ctx) => {
      const { revision, reason } = parse(Reject.body, bodyOf(ctx));
      const decided = await decisions().reject(await readableId(ctx), revision, userId(ctx), reason);
      return { data: await views().decision(readerOf(ctx), decided) };
    }),
    putBack: answering(async (ctx) => {
      const decided = await decisions().putBack(await readableId(ctx), userId(ctx));
      return { data: await views().decision(readerOf(ctx), decided) };
    }),

    approveMany: answering(async (ctx) => {
      const { items } = parse(ApproveMany.body, bodyOf(ctx));
      const reader = readerOf(ctx);
      const readable = await entries.readable(
        reader.ability,
        items.map(({ documentId }) => documentId),
      );
      const titles = new Map(readable.map(({ documentId, title }) => [documentId, title ?? '']));
      const mayRead = await entries.readableOf(
        reader.ability,
        items.map(({ documentId }) => documentId),
      );
      const results: ApproveMany.Result[] = [];
      // One after the other. Each is its own transaction, and a failure does not stop the others.
      for (const { documentId, revision } of items) {
        results.push({
          documentId,
          title: titles.get(documentId) ?? documentId,
          decision: mayRead(documentId)
            ? await approveOne(reader, documentId, revision)
            : { outcome: 'lost', why: 'gone' },
        });
      }
      return { data: results };
    }),

    claim: answering(async (ctx) => {
      await runtime().reviews.claim(await readableId(ctx), userId(ctx), runtime().clock() + CLAIM_MS);
      return { data: await reviewOf(ctx) };
    }),
    release: answering(async (ctx) => {
      await runtime().reviews.release(await readableId(ctx), userId(ctx));
      return { data: await reviewOf(ctx) };
    }),

    cues: answering(async (ctx) => {
      const { page, pageSize } = parse(ListCues.query, ctx.query);
      const from = (page - 1) * pageSize;
      const read = await captionsOf(ctx, { type: 'cues', from, to: from + pageSize });
      const { cues, total } = read?.outcome === 'cues' ? read : { cues: [], total: 0 };
      return {
        data: cues,
        meta: { pagination: { page, pageSize, pageCount: Math.ceil(total / pageSize), total } },
      };
    }),
    captions: answering(async (ctx) => {
      const read = await captionsOf(ctx, { type: 'vtt' });
      ctx.type = 'text/vtt';
      return read?.outcome === 'vtt' ? read.text : renderVtt([]);
    }),

    getModeration: answering(async (ctx) => ({
      data: await runtime().moderation.read(languageOfCaller(ctx)),
    })),
    updateModeration: answering(async (ctx) => {
      await runtime().moderation.write(parse(UpdateModeration.body, bodyOf(ctx)));
      return { data: await runtime().moderation.read() };
    }),
  };

  /** A page of what waits or was decided. Only for who reads some recordings, the whole queue is looked through. */
  async function pageFor({ ability }: Reader, { page, pageSize, state }: Query) {
    const { reviews } = runtime();
    const offset = (page - 1) * pageSize;
    if (await entries.readsAll(ability)) {
      const narrow = await entries.haveDraft();
      const limit = Math.max(0, Math.min(pageSize, QUEUE_LIMIT - offset));
      return {
        onPage: limit === 0 ? [] : await reviews.list(state, { limit, offset, narrow }),
        total: await reviews.count(state, QUEUE_LIMIT, narrow),
      };
    }
    const rows = await reviews.list(state, { limit: QUEUE_LIMIT });
    const readable = await entries.readableIds(
      ability,
      rows.map((row) => row.recordingDocumentId),
    );
    const shown = rows.filter((row) => readable.has(row.recordingDocumentId));
    return { onPage: shown.slice(offset, offset + pageSize), total: shown.length };
  }

  async function approve(reader: Reader, documentId: string, revision: number) {
    // Another language that is sent meanwhile raises the revision.
    const row = await runtime().reviews.find(documentId);
    await entries.mustReadEach(reader.ability, documentId, row?.languages ?? []);
    return await decisions().approve(documentId, revision, reader.id);
  }

  async function approveOne(
    reader: Reader,
    documentId: string,
    revision: number,
  ): Promise<Decision | { outcome: 'failed'; problem: string }> {
    try {
      const decided = await approve(reader, documentId, revision);
      return await views().decision(reader, decided);
    } catch (error) {
      const problem = refusalOf(error);
      if (problem === undefined) throw error;
      return { outcome: 'failed', problem };
    }
  }
};
