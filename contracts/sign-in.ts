import type { PersonRef, Problem } from './common';
import { message } from './messages/catalogue';
import type { MessageOrText } from './messages/message';

/** Said beside the provider's own alert when the settings changed after the sign-in. */
export const CONFIG_WAS_CHANGED = message('sign-in.changed');

/** One right that was asked for at the sign-in, and whether the provider granted it. */
export interface SignInPermission {
  /** The provider's name of it, e.g. `OnlineMeetings.Read`. */
  name: string;
  /** What it is for, e.g. `finding the meetings of the calendar`. */
  purpose: MessageOrText;
  granted: boolean;
}

/** The sign-in of a connector whose provider has the capability `signsInManager`. */
export interface SignInView {
  /** Of the button, e.g. `Login to Microsoft`. */
  label: MessageOrText;
  /** False where the saved settings need no person: the button and all below it are left out. */
  needed: boolean;
  /** Address to enter in the provider's console before anybody signs in; to copy. */
  redirectUri: string;
  /** Why the provider may refuse that address, e.g. because it is not https. */
  redirectUriWarning?: MessageOrText;
  /** Who signed in last, also when the sign-in does not count any more; see `alert`. */
  account?: {
    /** As the provider names the person, e.g. an e-mail address. */
    name: string;
    /** ISO instant, and the manager who clicked the button. */
    signedInAt: string;
    signedInBy?: PersonRef;
  };
  /** Of that account, in the order in which they are shown; empty while there is none. */
  permissions: SignInPermission[];
  /**
   * To be shown as one alert, each text a sentence of its own; empty while the sign-in counts. The second
   * text is `CONFIG_WAS_CHANGED`.
   */
  alert: MessageOrText[];
  /** Why the last try, or the last exchange of the token, came to nothing. */
  problem?: Problem;
}

/** GET /connectors/:id/sign-in (connectors.read). 404 where the provider needs no sign-in. */
export namespace GetSignIn {
  export interface Response {
    data: SignInView;
  }
}

/**
 * POST /connectors/:id/sign-in (connectors.manage), without a body: begins a sign-in with the saved
 * settings. The browser goes to `url`, in this tab or in a new one; there the provider sends it on
 * to a small page of the plugin, which says how it ended, closes itself where it was opened by
 * a script, and else links back to the panel. Ask for the view again when the tab gets the focus.
 */
export namespace BeginSignIn {
  export interface Response {
    data: {
      url: string;
      /** ISO instant until which the provider's answer is taken. A later begin replaces this one. */
      expiresAt: string;
    };
  }
}

/** DELETE /connectors/:id/sign-in (connectors.manage): forgets the account and its token. */
export namespace EndSignIn {
  export interface Response {
    data: SignInView;
  }
}
