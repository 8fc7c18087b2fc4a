/**
 * By field of an entry: a hash of what the import handed over, and where that differs, `:` and one of
 * what the database then showed, since it writes dates in its own way. An editor changed a field when
 * it shows something else.
 */
export type Marks = Partial<Record<string, string>>;
