module.exports = require('./dist/admin').default;
