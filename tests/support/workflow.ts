import type { Site } from './boot-site';
import { RECORDING } from './doors';

export const STAGES = ['To do', 'Ready to review', 'In progress', 'Reviewed'] as const;
export type StageName = (typeof STAGES)[number];

/**
 * A workflow of Review Workflows for the recordings of a site that is booted with `PLAYGROUND_STAGES`. Their
 * code needs a license and does not run here. The playground adds the parts that other code sees.
 */
export async function makeWorkflow(site: Site) {
  const query = (uid: string) => site.strapi.db.query(uid);
  const stageIds = new Map<string, number>();
  for (const name of STAGES) {
    const { id } = (await query('plugin::review-workflows.workflow-stage').create({
      data: { name, color: '#4945FF' },
    })) as { id: number };
    stageIds.set(name, id);
  }
  await query('plugin::review-workflows.workflow').create({
    data: {
      name: 'Editorial',
      contentTypes: [RECORDING],
      stages: [...stageIds.values()],
      stageRequiredToPublish: stageIds.get('Reviewed'),
    },
  });
  /** The version of a site that translates its recordings is in this language. */
  const versionOf = (documentId: string, status: 'draft' | 'published', locale?: string) => ({
    documentId,
    publishedAt: { [status === 'draft' ? '$null' : '$notNull']: true },
    ...(locale === undefined ? {} : { locale }),
  });
  return {
    async stageOf(documentId: string, status: 'draft' | 'published', locale?: string) {
      const row = (await query(RECORDING).findOne({
        where: versionOf(documentId, status, locale),
        populate: ['strapi_stage'],
      })) as { strapi_stage: { name: string } | null } | null;
      return row === null ? 'no entry' : row.strapi_stage?.name;
    },
    /** As a user does it in the panel of Review Workflows. */
    async putOn(documentId: string, stage: StageName, locale?: string) {
      const row = (await query(RECORDING).findOne({ where: versionOf(documentId, 'draft', locale) })) as {
        id: number;
      };
      await query(RECORDING).update({ where: { id: row.id }, data: { strapi_stage: stageIds.get(stage) } });
    },
  };
}
