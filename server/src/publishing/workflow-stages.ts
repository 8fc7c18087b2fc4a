import type { Core } from '@strapi/strapi';
import { z } from 'zod';
import { RECORDING_UID } from '../../../contracts/plugin';
import type { Database } from '../ledger/database';
import { publishingAsOurselves } from './door';
import { ownLocale } from '../site/own-locale';

/**
 * Strapi's Review Workflows, a licensed feature: this attribute on every content type, and these types,
 * which exist without a licence too. Read in Strapi 5.54, `@strapi/review-workflows`.
 */
const STAGE = 'strapi_stage';
const WORKFLOW_UID = 'plugin::review-workflows.workflow';

const hasId = z.object({ id: z.number() }).transform(({ id }) => id);
const workflowSchema = z.object({
  contentTypes: z.array(z.string()),
  stages: z.array(hasId),
  stageRequiredToPublish: hasId.nullish().transform((id) => id ?? undefined),
});
const draftSchema = z.object({
  id: z.number(),
  updatedAt: z.union([z.string(), z.date()]),
  [STAGE]: hasId.nullish(),
});

/** Ids of stages, in the order of the workflow. */
export interface Workflow {
  stages: readonly number[];
  stageRequiredToPublish?: number | undefined;
}

/** The state of a recording in moderation. */
export type Standing = 'waiting' | 'approved' | 'rejected';

/** The stage of what is approved: the one that the workflow requires, or the last one. */
export const approvedStage = ({ stages, stageRequiredToPublish }: Workflow): number | undefined =>
  stageRequiredToPublish ?? stages.at(-1);

/**
 * The stage that an entry gets, or undefined when it stays where it is. A rejected entry goes back to the
 * first stage. An entry that waits stays where people put it, but never in the stage of what is approved.
 * Pure.
 */
export function stageFor(
  standing: Standing,
  workflow: Workflow,
  current: number | undefined,
): number | undefined {
  const { stages } = workflow;
  const approved = approvedStage(workflow);
  const wanted = () => {
    switch (standing) {
      case 'approved':
        return approved;
      case 'rejected':
        return stages[0];
      case 'waiting':
        if (current === undefined) return stages[0];
        return current === approved ? stages[Math.max(0, stages.indexOf(approved) - 1)] : current;
    }
  };
  const stage = wanted();
  return stage === current ? undefined : stage;
}

/** The workflow that the site has for recordings, if it has one. Its stages follow the moderators. */
export interface WorkflowStages {
  /** Gives the drafts in these languages, or the one in the default language, the stage that fits. Joins the open transaction. */
  follow(documentId: string, standing: Standing, languages?: readonly string[] | null): Promise<void>;
  /** Fields of a new entry that is published at once. */
  ofPublished(): Promise<{ [STAGE]?: { id: number } }>;
}

export function openWorkflowStages(strapi: Core.Strapi, database: Database): WorkflowStages {
  const documents = () => strapi.documents(RECORDING_UID as Parameters<Core.Strapi['documents']>[0]);
  type Update = Parameters<ReturnType<typeof documents>['update']>[0];

  const workflowOfRecordings = async (): Promise<Workflow | undefined> => {
    const { attributes } = strapi.db.metadata.get(RECORDING_UID);
    if (!(STAGE in attributes)) return undefined;
    const found: unknown[] = await strapi.db
      .query(WORKFLOW_UID)
      .findMany({ populate: ['stages', 'stageRequiredToPublish'] });
    return found
      .map((row) => workflowSchema.parse(row))
      .find(({ contentTypes }) => contentTypes.includes(RECORDING_UID));
  };

  const followIn = async (
    workflow: Workflow,
    documentId: string,
    language: { locale?: string },
    standing: Standing,
    draft: z.infer<typeof draftSchema>,
  ): Promise<void> => {
    const stage = stageFor(standing, workflow, draft[STAGE] ?? undefined);
    if (stage === undefined) return;
    // Through the document service, so that Strapi notifies the site's webhooks of the new stage.
    await publishingAsOurselves(() =>
      documents().update({ documentId, ...language, data: { [STAGE]: { id: stage } } } as Update),
    );
    // As Strapi does it: a new stage alone is not a change to publish.
    const { tableName } = strapi.db.metadata.get(RECORDING_UID);
    await database.transaction((sql) =>
      sql(tableName)
        .where({ id: draft.id })
        .update({ updated_at: new Date(draft.updatedAt) }),
    );
  };

  return {
    async follow(documentId, standing, languages) {
      const workflow = await workflowOfRecordings();
      if (workflow === undefined) return;
      const own = await ownLocale(strapi);
      const each = own.locale !== undefined && languages ? languages.map((locale) => ({ locale })) : [own];
      for (const language of each) {
        const row: unknown = await strapi.db.query(RECORDING_UID).findOne({
          where: { documentId, publishedAt: null, ...language },
          populate: [STAGE],
        });
        if (row !== null) await followIn(workflow, documentId, language, standing, draftSchema.parse(row));
      }
    },

    async ofPublished() {
      const workflow = await workflowOfRecordings();
      const stage = workflow === undefined ? undefined : approvedStage(workflow);
      return stage === undefined ? {} : { [STAGE]: { id: stage } };
    },
  };
}
