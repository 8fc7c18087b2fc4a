/** The languages that a person can choose for the panel, besides English. */
export default { config: { locales: ['uk'] } };
