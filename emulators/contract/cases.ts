/**
 * The contract of providers is data: parts with cases that any test runner can walk. It uses nothing of a
 * runner; `expect` is a package of its own.
 */
export interface Part {
  /** E.g. `Zoom: webhooks`. */
  name: string;
  cases: readonly Case[];
}

/** One promise of a provider. */
export interface Case<Context = void> {
  name: string;
  /**
   * Throws when the promise is broken. Absent: the provider lacks what the promise is about, and the
   * name says so; a runner shows it as skipped.
   */
  run?(context: Context): Promise<void> | void;
}

/** Binds cases to what they run with: opened anew for each case, and closed whatever happens. */
export const withContext = <Context>(
  open: () => Promise<Context>,
  close: (context: Context) => Promise<void>,
  cases: readonly Case<Context>[],
): Case[] =>
  cases.map(({ name, run }) =>
    run === undefined
      ? { name }
      : {
          name,
          async run() {
            const context = await open();
            try {
              await run(context);
            } finally {
              await close(context);
            }
          },
        },
  );

/** The same promise for each of several values. */
export const eachOf = <Value, Context>(
  values: readonly Value[],
  nameOf: (value: Value) => string,
  run: (value: Value, context: Context) => Promise<void> | void,
): Case<Context>[] => values.map((value) => ({ name: nameOf(value), run: (context) => run(value, context) }));
