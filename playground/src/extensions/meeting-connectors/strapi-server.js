/**
 * For the tests of sites that translate their recordings. A site changes a plugin's content type in such a
 * file. Strapi's i18n reads it at its start, so `register` of the site would be too late: publishing would
 * be refused with `Invalid key locale`.
 */
module.exports = (plugin) => {
  if (!process.env.PLAYGROUND_LOCALIZED) return plugin;
  const { recording } = plugin.contentTypes;
  const { schema } = recording;
  const localized = { i18n: { localized: true } };
  const title = { ...schema.attributes.title, pluginOptions: localized };
  const translated = {
    ...schema,
    pluginOptions: { ...schema.pluginOptions, ...localized },
    attributes: { ...schema.attributes, title },
  };
  return {
    ...plugin,
    contentTypes: { ...plugin.contentTypes, recording: { ...recording, schema: translated } },
  };
};
