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

/** Where Debian and its kin put theirs. */
const INSTALLED = '/usr/bin/chromium';

/**
 * Managers use a browser of today, so the tests do too where one is installed. `PLAYWRIGHT_CHROMIUM`
 * names another one, or is `npm` for the one that comes with npm.
 */
function launchOptions(): Launch {
  const named = process.env.PLAYWRIGHT_CHROMIUM ?? '';
  if (named === 'npm') return fromNpm();
  if (named !== '') return { executablePath: named, args: [], env: {} };
  return existsSync(INSTALLED) ? { executablePath: INSTALLED, args: [], env: {} } : fromNpm();
}

let isTold = false;

/** A real Chromium without a window, which asks nobody outside this machine. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = launchOptions();
  const browser = await chromium.launch({
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
  if (!isTold) {
    isTold = true;
    process.stderr.write(`Browser: Chromium ${browser.version()} (${executablePath})\n`);
  }
  return browser;
}
