import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

interface Launch {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/**
 * The Chromium that comes with npm brings its own system libraries, but only where it believes to
 * run on Lambda, and only to the process that unpacked it; it is an ES module too. So a process of
 * its own unpacks it and tells how to start it.
 */
const UNPACK = `
import('@sparticuz/chromium').then(async ({ default: chromium }) => {
  const executablePath = await chromium.executablePath();
  console.log(JSON.stringify({
    executablePath,
    args: chromium.args,
    env: { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '', FONTCONFIG_PATH: process.env.FONTCONFIG_PATH ?? '' },
  }));
});
`;

function fromNpm(): Launch {
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', UNPACK], {
    cwd: __dirname,
    env: { ...process.env, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
    encoding: 'utf8',
  });
  return JSON.parse(output) as Launch;
}

/** `PLAYWRIGHT_CHROMIUM` names another one, e.g. `/usr/bin/chromium`. */
function launchOptions(): Launch {
  const own = process.env.PLAYWRIGHT_CHROMIUM;
  return own !== undefined && existsSync(own) ? { executablePath: own, args: [], env: {} } : fromNpm();
}

/** A real Chromium without a window, which asks nobody outside this machine. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = launchOptions();
  return await chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...args,
      '--no-sandbox',
      '--disable-background-networking',
      '--autoplay-policy=no-user-gesture-required',
    ],
    env: { ...process.env, ...Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')) },
  });
}
