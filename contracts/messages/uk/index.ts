import { ukShown } from './uk-shown';
import { mailTexts } from './mail-texts';
import { signInPage } from './sign-in-page';

export const uk = { ...ukShown, ...mailTexts, ...signInPage };
