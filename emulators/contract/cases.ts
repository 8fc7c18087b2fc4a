/**
 * The contract of providers is data: parts with cases that any test runner can run. It depends on no
 * runner. `expect` is a separate package.
 */
export interface Part {
  /** E.g. `Zoom: webhooks`. */
  name: string;
  cases: readonly Case[];
}

/** One requirement for a provider. */
export interface Case<Context = void> {
  name: string;
  /**
   * Throws if the requirement is not met. Absent if the provider lacks the capability. Then the
   * name says so, and a runner shows it as skipped.
   */
  run?(context: Context): Promise<void> | void;
}

/** Binds cases to their environment, which is opened for each case and always closed. */
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

/** The same requirement for each of several values. */
export const eachOf = <Value, Context>(
  values: readonly Value[],
  nameOf: (value: Value) => string,
  run: (value: Value, context: Context) => Promise<void> | void,
): Case<Context>[] => values.map((value) => ({ name: nameOf(value), run: (context) => run(value, context) }));
