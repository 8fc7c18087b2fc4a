import { ADMIN } from './admin-account';

export interface SiteOptions {
  /** A copy of the playground with its own packages, instead of this one. */
  appDir?: string;
  /** The folder with database and uploads. Default: a new temporary one. */
  dataDir?: string;
  /** `config/plugins`, key `meeting-connectors`. */
  pluginConfig?: object;
  /** `{ client, connection }` instead of SQLite in the folder. */
  database?: object;
  /** Merged into `config/server`. */
  server?: object;
  /** `config/plugins`, key `upload`, part `config`. */
  upload?: object;
  /** `config/plugins`, key `email`, part `config`. */
  email?: object;
  pluginEnabled?: boolean;
  /** Names of other plugins that are switched off. */
  without?: string[];
  /** Serve the built admin panel. */
  panel?: boolean;
  port?: number;
  env?: Record<string, string>;
  /** Arguments for Node, for example for profiles. */
  nodeArgs?: string[];
}

/** The environment variables that configure the playground (`playground/config`). */
export function siteEnvironment(options: SiteOptions, dataDir: string): Record<string, string> {
  return {
    PLAYGROUND_DATA_DIR: dataDir,
    PLAYGROUND_ADMIN_EMAIL: ADMIN.email,
    PLAYGROUND_ADMIN_PASSWORD: ADMIN.password,
    PLAYGROUND_ADMIN_PANEL: String(options.panel ?? false),
    PLAYGROUND_PLUGIN_ENABLED: String(options.pluginEnabled ?? true),
    PLAYGROUND_PLUGIN_CONFIG: JSON.stringify({
      // Posters need ffmpeg, and the number of files must not depend on it.
      posters: false,
      ...options.pluginConfig,
    }),
    PLAYGROUND_DATABASE: JSON.stringify(options.database ?? {}),
    PLAYGROUND_SQLITE_SYNCHRONOUS: process.env.PLAYGROUND_SQLITE_SYNCHRONOUS ?? '',
    PLAYGROUND_SERVER: JSON.stringify(options.server ?? {}),
    ...(options.upload === undefined ? {} : { PLAYGROUND_UPLOAD: JSON.stringify(options.upload) }),
    ...(options.email === undefined ? {} : { PLAYGROUND_EMAIL: JSON.stringify(options.email) }),
    ...(options.without === undefined ? {} : { PLAYGROUND_WITHOUT: options.without.join(',') }),
    PORT: String(options.port ?? 0),
    HOST: '127.0.0.1',
    NODE_ENV: 'production',
    STRAPI_TELEMETRY_DISABLED: 'true',
    LOG_LEVEL: 'debug',
    ...options.env,
  };
}
