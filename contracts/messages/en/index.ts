import { enShown } from './en-shown';
import { mailTexts } from './mail-texts';
import { signInPage } from './sign-in-page';

/** English is whole by definition: its codes are all codes there are. */
export const en = { ...enShown, ...mailTexts, ...signInPage } as const;
