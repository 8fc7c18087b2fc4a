const { formats, winston } = require('@strapi/logger');

module.exports = ({ env }) => ({
  level: env('LOG_LEVEL', 'info'),
  transports: [new winston.transports.Console({ format: formats.prettyPrint() })],
});
