import { contentsOf, populateOf, type ModelOf, type Ref } from './contents';
import { hasUnpublishedChanges } from './renewals';

const RELATION = { type: 'relation', relation: 'manyToMany', target: 'api::course.course' };
const MODELS: Record<string, { attributes: Record<string, object>; options?: object }> = {
  'api::lesson.lesson': { attributes: {}, options: { draftAndPublish: true } },
  'plugin::own.recording': {
    attributes: {
      title: { type: 'string' },
      chapters: { type: 'json' },
      video: { type: 'media' },
      courses: RELATION,
      shownIn: { ...RELATION, mappedBy: 'recordings' },
      lessons: {
        type: 'relation',
        relation: 'oneToMany',
        target: 'api::lesson.lesson',
        mappedBy: 'recording',
      },
      about: { type: 'relation', relation: 'morphToMany' },
      material: { type: 'component', component: 'site.link', repeatable: true },
      blocks: { type: 'dynamiczone', components: ['site.link', 'site.note'] },
      secret: { type: 'password' },
      createdBy: { type: 'relation', target: 'admin::user' },
      updatedAt: { type: 'datetime' },
      strapi_stage: { type: 'relation', target: 'plugin::review-workflows.workflow-stage' },
      strapi_assignee: { type: 'relation', target: 'admin::user' },
    },
  },
  'site.link': { attributes: { label: { type: 'string' }, course: RELATION, file: { type: 'media' } } },
  'site.note': { attributes: { text: { type: 'text' } } },
};
const modelOf = ((uid: string) => MODELS[uid]) as ModelOf;

const course = (documentId: string, id: number) => ({ id, documentId, locale: null });
/** As the draft's row, and as that of the published version: other ids, the same contents. */
const version = (offset: number, over: object = {}) => ({
  id: offset,
  documentId: 'd',
  title: 'Week 5',
  chapters: [{ startSeconds: 0, title: 'Start' }],
  video: { id: 7 },
  courses: [course('algebra', offset + 1), course('logic', offset + 2)],
  shownIn: [course('algebra', offset + 1), course('logic', offset + 2)],
  about: [{ __type: 'api::course.course', ...course('sets', offset + 3) }],
  material: [{ id: offset + 4, label: 'Slides', course: [course('algebra', offset + 1)], file: { id: 8 } }],
  blocks: [{ id: offset + 5, __component: 'site.note', text: 'Bring a pen' }],
  secret: `hash ${offset}`,
  createdBy: { id: 1 },
  updatedAt: new Date(offset),
  strapi_stage: { id: 3 },
  ...over,
});
const PUBLISHED = version(200);
const isChanged = async (over: object, isLinked: (ref: Ref) => boolean = () => true) => {
  const read = (row: object, counts: (ref: Ref) => boolean) =>
    contentsOf(row as Record<string, unknown>, 'plugin::own.recording', modelOf, (ref) =>
      Promise.resolve(counts(ref)),
    );
  return hasUnpublishedChanges(await read(version(100, over), isLinked), await read(PUBLISHED, () => true));
};

describe('an entry has unpublished changes', () => {
  it('never by when it was written, by ids of its rows, or by who works on it', async () => {
    expect(await isChanged({})).toBe(false);
    expect(await isChanged({ updatedAt: new Date('2036-01-01'), createdBy: null })).toBe(false);
    expect(await isChanged({ strapi_stage: { id: 4 }, strapi_assignee: { id: 5 } })).toBe(false);
    expect(await isChanged({ chapters: [{ title: 'Start', startSeconds: 0 }] })).toBe(false);
  });

  it('by a field, a file, or a component inside and out', async () => {
    expect(await isChanged({ title: 'Week 6' })).toBe(true);
    expect(await isChanged({ video: { id: 9 } })).toBe(true);
    expect(await isChanged({ video: null })).toBe(true);
    const [link] = PUBLISHED.material;
    expect(await isChanged({ material: [{ ...link, label: 'Notes' }] })).toBe(true);
    expect(await isChanged({ material: [{ ...link, course: [course('logic', 1)] }] })).toBe(true);
    expect(await isChanged({ material: [{ ...link, file: { id: 9 } }] })).toBe(true);
    expect(await isChanged({ material: [] })).toBe(true);
    expect(await isChanged({ blocks: [{ __component: 'site.note', text: 'Bring two' }] })).toBe(true);
    expect(await isChanged({ blocks: [{ __component: 'site.link', label: 'Slides' }] })).toBe(true);
  });

  it('by a relation that the site added, whose order counts on the side that holds it', async () => {
    const turned = [course('logic', 102), course('algebra', 101)];
    expect(await isChanged({ courses: [course('algebra', 101)] })).toBe(true);
    expect(await isChanged({ courses: turned })).toBe(true);
    expect(await isChanged({ shownIn: turned })).toBe(false);
    expect(await isChanged({ shownIn: [course('algebra', 101)] })).toBe(true);
    expect(await isChanged({ about: [{ __type: 'api::topic.topic', ...course('sets', 1) }] })).toBe(true);
  });

  it('but not by what drafts of other entries link to it: those are edited and published by themselves', async () => {
    expect(await isChanged({ lessons: [course('first', 7)] })).toBe(false);
  });

  it('but not by a relation to what is not published itself: no reader would see it', async () => {
    const more = [...PUBLISHED.courses, course('planned', 9)];
    const isPublished = ({ documentId }: Ref) => documentId !== 'planned';
    expect(await isChanged({ courses: more }, isPublished)).toBe(false);
    expect(await isChanged({ courses: more })).toBe(true);
  });

  it('read with everything that lies in other tables', () => {
    const relation = { select: ['documentId', 'locale'] };
    const link = { populate: { course: relation, file: { select: ['id'] } } };
    expect(populateOf('plugin::own.recording', modelOf)).toEqual({
      video: { select: ['id'] },
      courses: relation,
      shownIn: relation,
      about: relation,
      material: link,
      blocks: { on: { 'site.link': link, 'site.note': { populate: {} } } },
    });
  });
});
