import { config, pluginConfigSchema } from './config';

describe('fault 84: a configuration', () => {
  it('is wholly optional', () => {
    expect(() => config.validator(undefined)).not.toThrow();
    expect(pluginConfigSchema.parse({}).jobs.concurrency).toBe(3);
  });
  it('names a wrong key with its path and the nearest known one', () => {
    expect(() => config.validator({ network: { allowedPrivateHost: ['x'] } })).toThrow(
      '"network.allowedPrivateHost" is not a setting of Meeting Connectors; did you mean "network.allowedPrivateHosts"?',
    );
    expect(() => config.validator({ job: {} })).toThrow('did you mean "jobs"?');
  });
  it('names the type of a wrong value and gives an example', () => {
    expect(() => config.validator({ network: { allowedPrivateHosts: 'localhost' } })).toThrow(
      /"network\.allowedPrivateHosts" \(string\).*for example network\.allowedPrivateHosts: \['meetings/,
    );
    expect(() => config.validator({ spoolDir: 'tmp' })).toThrow(/must be an absolute path/);
  });
  it('names a mistake in the names of the site', () => {
    expect(() => config.validator({ formerEnvironments: 'https://old.example.com' })).toThrow(
      /"formerEnvironments" \(string\).*for example formerEnvironments: \['https:/,
    );
    expect(() => config.validator({ formerEnvironment: ['x'] })).toThrow(
      'did you mean "formerEnvironments"?',
    );
    expect(() => config.validator({ environment: ' ' })).toThrow(/"environment" \(string\).*'production'/);
    // A variable that is not set: the origin of `url` is the name then.
    expect(pluginConfigSchema.parse({ environment: undefined })).toMatchObject({ formerEnvironments: [] });
  });
});
