const fs = require('node:fs');
const path = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { factories } = require('@strapi/strapi');
const { errors } = require('@strapi/utils');
const { pluginDir } = require('../config/site');

const RECORDING = 'plugin::meeting-connectors.recording';

/**
 * Ends the process at a named point, for the tests of crashes:
 * `PLAYGROUND_CRASH_POINT=mid-download`, or `mid-download:2` for the second time that it is reached.
 */
function installCrashPoint() {
  const [wanted, times] = (process.env.PLAYGROUND_CRASH_POINT || '').split(':');
  if (!wanted) return;
  let left = Number(times || 1);
  globalThis[Symbol.for('meeting-connectors.crash-point')] = (name) => {
    if (name !== wanted) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

/**
 * For the benchmarks: `GET /_measure` returns the number of statements sent to the database, and the
 * delay of the event loop since the last request. `POST /_measure/chores` does at once what the plugin does
 * in each minute.
 */
function countQueries(strapi) {
  if (!process.env.PLAYGROUND_MEASURE) return;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const counts = { queries: 0, writes: {} };
  strapi.db.connection.on('query-response', (response, { sql }) => {
    counts.queries += 1;
    const write = /^\s*(insert into|update|delete from)\s+[`"]?(\w+)/i.exec(sql);
    // An update or deletion without a match writes nothing.
    if (write && response !== 0) counts.writes[write[2]] = (counts.writes[write[2]] || 0) + 1;
  });
  strapi.server.routes([
    {
      method: 'GET',
      path: '/_measure',
      handler: (ctx) => {
        const loopDelayMs = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
        delay.reset();
        ctx.body = { ...counts, rss: process.memoryUsage().rss, loopDelayMs };
      },
      config: { auth: false },
    },
    {
      method: 'POST',
      path: '/_measure/chores',
      handler: async (ctx) => {
        const jobs = strapi.cron.jobs.filter(({ name }) => name?.startsWith('meeting-connectors'));
        await Promise.all(jobs.map(({ job }) => job.invoke()));
        ctx.body = { jobs: jobs.length };
      },
      config: { auth: false },
    },
  ]);
}

/** For the tests of publishing: a route of the site's own code that uses the document service. */
function publishByOwnRoute(strapi) {
  if (!process.env.PLAYGROUND_OWN_ROUTE) return;
  const uid = RECORDING;
  strapi.server.routes({
    type: 'content-api',
    routes: [
      {
        method: 'POST',
        path: '/playground/publish',
        handler: async (ctx) => {
          const { documentId, data } = ctx.request.body;
          await strapi.documents(uid).update({ documentId, data });
          ctx.body = { data: await strapi.documents(uid).publish({ documentId }) };
        },
        info: { type: 'content-api', apiName: 'playground' },
        config: { auth: { scope: [] } },
      },
    ],
  });
}

/**
 * For the tests of Review Workflows, whose code needs a license: what it adds to recordings, as
 * far as other code sees it. The types of workflows and stages are Strapi's own and need no license.
 */
function addStages(strapi) {
  if (!process.env.PLAYGROUND_STAGES) return;
  const target = 'plugin::review-workflows.workflow-stage';
  strapi.get('content-types').extend(RECORDING, (contentType) => {
    contentType.attributes.strapi_stage = {
      type: 'relation',
      relation: 'oneToOne',
      target,
      writable: true,
      private: false,
      configurable: false,
      visible: false,
      useJoinTable: true,
    };
    return contentType;
  });
}

/** For the tests of editors' changes: fields that a site adds to recordings. */
function addSiteFields(strapi) {
  if (!process.env.PLAYGROUND_SITE_FIELDS) return;
  const component = (modelName, attributes) => ({
    [`site.${modelName}`]: {
      uid: `site.${modelName}`,
      category: 'site',
      modelType: 'component',
      modelName,
      globalId: `ComponentSite${modelName}`,
      collectionName: `components_site_${modelName}s`,
      info: { displayName: modelName },
      options: {},
      attributes,
      __schema__: { attributes },
    },
  });
  const recordings = { type: 'relation', relation: 'oneToMany', target: RECORDING };
  strapi.get('components').add({
    ...component('link', { label: { type: 'string' }, recordings: { ...recordings } }),
    ...component('note', { text: { type: 'text' } }),
  });
  strapi.get('content-types').extend(RECORDING, (contentType) => {
    Object.assign(contentType.attributes, {
      related: { ...recordings },
      series: { type: 'relation', relation: 'manyToOne', target: RECORDING, inversedBy: 'parts' },
      parts: { ...recordings, mappedBy: 'series' },
      lecturers: { type: 'relation', relation: 'oneToMany', target: 'plugin::users-permissions.user' },
      material: { type: 'component', repeatable: true, component: 'site.link' },
      blocks: { type: 'dynamiczone', components: ['site.link', 'site.note'] },
      gallery: { type: 'media', multiple: true, allowedTypes: ['files', 'images', 'videos', 'audios'] },
    });
    return contentType;
  });
}

/** For the tests of who sees what: a type of the site that shows recordings in every way that Strapi has. */
function addSiteType(strapi) {
  if (!process.env.PLAYGROUND_SITE_TYPE) return;
  const uid = 'api::lesson.lesson';
  const one = { type: 'relation', relation: 'oneToOne', target: RECORDING };
  const shelf = {
    label: { type: 'string' },
    recording: { ...one },
    file: { type: 'media', multiple: false },
  };
  strapi.get('components').add({
    'site.shelf': {
      uid: 'site.shelf',
      category: 'site',
      modelType: 'component',
      modelName: 'shelf',
      globalId: 'ComponentSiteShelf',
      collectionName: 'components_site_shelves',
      info: { displayName: 'shelf' },
      options: {},
      attributes: shelf,
      __schema__: { attributes: shelf },
    },
  });
  strapi.get('apis').add('lesson', {
    contentTypes: {
      lesson: {
        schema: {
          kind: 'collectionType',
          collectionName: 'lessons',
          info: { singularName: 'lesson', pluralName: 'lessons', displayName: 'Lesson' },
          options: { draftAndPublish: false },
          attributes: {
            title: { type: 'string' },
            recording: { ...one },
            recordings: { type: 'relation', relation: 'oneToMany', target: RECORDING },
            cover: { type: 'media', multiple: false },
            shelf: { type: 'component', component: 'site.shelf', repeatable: false },
            zone: { type: 'dynamiczone', components: ['site.shelf'] },
            handouts: { type: 'media', multiple: true },
            about: { type: 'relation', relation: 'morphToOne' },
          },
        },
      },
    },
    services: { lesson: factories.createCoreService(uid) },
    controllers: { lesson: factories.createCoreController(uid) },
    routes: { lesson: factories.createCoreRouter(uid) },
  });
  strapi.get('content-types').extend('plugin::users-permissions.user', (contentType) => {
    contentType.attributes.avatar = { type: 'media', multiple: false };
    return contentType;
  });
}

/** For the tests of faults: listeners of the site that throw, for example `media.create,entry.publish`. */
function throwOnEvents(strapi) {
  for (const [index, name] of (process.env.PLAYGROUND_THROW_ON || '').split(',').filter(Boolean).entries()) {
    const fail = () => {
      throw new Error(`the listener on ${name} is broken`);
    };
    strapi.eventHub.on(name, index % 2 === 0 ? fail : async () => fail());
  }
}

/** A new entry gets the first stage, and only an entry with the required stage can be published. */
function keepToStages(strapi) {
  if (!process.env.PLAYGROUND_STAGES) return;
  const workflowOf = async (uid) => {
    const populate = ['stages', 'stageRequiredToPublish'];
    const workflows = await strapi.db.query('plugin::review-workflows.workflow').findMany({ populate });
    return workflows.find(({ contentTypes }) => contentTypes.includes(uid));
  };
  strapi.documents.use(async (context, next) => {
    const { action, params, uid } = context;
    if (action !== 'create' && action !== 'publish') return next();
    const workflow = await workflowOf(uid);
    if (workflow && action === 'create') params.data.strapi_stage ??= { id: workflow.stages[0].id };
    const required = workflow?.stageRequiredToPublish;
    if (required && action === 'publish') {
      // As Strapi does it: the draft of the language that is published.
      const populate = ['strapi_stage'];
      const entry = await strapi.documents(uid).findOne({ ...params, status: 'draft', populate });
      if (entry?.strapi_stage?.id !== required.id) {
        throw new errors.ValidationError('Entry is not at the required stage to publish');
      }
    }
    return next();
  });
}

/**
 * `GET /room.html`: an example of a page of the site that shows a room of 8x8. Its script and its frame
 * come from the provider, so the site's Content-Security-Policy must allow them.
 */
function serveRoomPage(strapi) {
  strapi.server.routes([
    {
      method: 'GET',
      path: '/room.html',
      handler: (ctx) => {
        ctx.set(
          'Content-Security-Policy',
          "default-src 'self'; script-src 'self' 'unsafe-inline' https://8x8.vc http://127.0.0.1:*; style-src 'unsafe-inline'; frame-src https://8x8.vc http://127.0.0.1:*",
        );
        ctx.type = 'html';
        ctx.body = fs.readFileSync(path.join(pluginDir, 'playground', 'room.html'));
      },
      config: { auth: false },
    },
  ]);
}

/** A user who may enter rooms, to try the page. */
async function makeMember(strapi) {
  if (!process.env.PLAYGROUND_MEMBER) return;
  const [username, password] = process.env.PLAYGROUND_MEMBER.split(':');
  const query = (type) => strapi.db.query(`plugin::users-permissions.${type}`);
  const role = await query('role').findOne({ where: { type: 'authenticated' } });
  for (const action of ['token', 'link']) {
    const permission = { action: `plugin::meeting-connectors.room-api.${action}`, role: role.id };
    if (!(await query('permission').findOne({ where: permission }))) {
      await query('permission').create({ data: permission });
    }
  }
  if (await query('user').findOne({ where: { username } })) return;
  await strapi
    .plugin('users-permissions')
    .service('user')
    .add({
      username,
      password,
      email: `${username}@example.com`,
      provider: 'local',
      confirmed: true,
      role: role.id,
    });
}

module.exports = {
  register({ strapi }) {
    installCrashPoint();
    addStages(strapi);
    addSiteFields(strapi);
    addSiteType(strapi);
  },
  async bootstrap({ strapi }) {
    countQueries(strapi);
    throwOnEvents(strapi);
    serveRoomPage(strapi);
    await makeMember(strapi);
    publishByOwnRoute(strapi);
    keepToStages(strapi);
  },
};
