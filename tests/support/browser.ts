import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

interface Launch {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/**
 * The Chromium from npm has its own system libraries, but uses them only if it seems to
 * run on Lambda, and only in the process that unpacked it. It is also an ES module. So a separate
 * process unpacks it and prints how to start it.
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

/** The place on Debian and similar systems. */
const INSTALLED = '/usr/bin/chromium';

/**
 * The tests use an installed browser if there is one, because managers use a current one. `PLAYWRIGHT_CHROMIUM`
 * names another one, or is `npm` for the one from npm.
 */
function launchOptions(): Launch {
  const named = process.env.PLAYWRIGHT_CHROMIUM ?? '';
  if (named === 'npm') return fromNpm();
  if (named !== '') return { executablePath: named, args: [], env: {} };
  return existsSync(INSTALLED) ? { executablePath: INSTALLED, args: [], env: {} } : fromNpm();
}

let isTold = false;

/** A headless Chromium that connects only to this machine. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args, env } = launchOptions();
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [
      // With this one, the browser ends with the first of its pages' contexts that is closed.
      ...args.filter((arg) => arg !== '--single-process'),
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
