/** Lines for Strapi's log. Made once, with secrets taken out of everything it is given. */
export interface Logger {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
}
