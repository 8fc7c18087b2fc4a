import { z } from 'zod';
import type { PersonRef, Problem } from './common';
import { message } from './messages/catalogue';
import type { MessageOrText } from './messages/message';

/** Shown with the provider's own alert when the settings changed after the sign-in. */
export const CONFIG_WAS_CHANGED = message('sign-in.changed');

/** One permission that the sign-in asked for, and whether the provider granted it. */
export interface SignInPermission {
  /** The provider's name of it, e.g. `OnlineMeetings.Read`. */
  name: string;
  /** What it is for, e.g. `finding the meetings of the calendar`. */
  purpose: MessageOrText;
  granted: boolean;
}

/** An account that somebody signed in with. Nothing uses it before the same admin confirms it. */
export interface AwaitingView {
  /** ISO instant. After it, the account is forgotten. */
  expiresAt: string;
  /** Only for who began the sign-in, and only in the panel. */
  yours?: { key: string; name: string; permissions: SignInPermission[] };
  /** For everybody else: who began it. */
  by?: PersonRef;
}

/** The sign-in of a connector whose provider has the capability `signsInManager`. */
export interface SignInView {
  /** Of the button, e.g. `Login to Microsoft`. */
  label: MessageOrText;
  /** False when the saved settings need no sign-in. Then the button and everything below it are left out. */
  needed: boolean;
  /** Address to copy into the provider's console before anybody signs in. */
  redirectUri: string;
  /** Why the provider may refuse that address, e.g. because it is not https. */
  redirectUriWarning?: MessageOrText;
  /** Who signed in last, even if the sign-in is no longer valid; see `alert`. */
  account?: {
    /** As the provider names the person, e.g. an e-mail address. */
    name: string;
    /** ISO instant, and the manager who clicked the button. */
    signedInAt: string;
    signedInBy?: PersonRef;
  };
  /** A later sign-in that waits for its confirmation. `account` stays in use until then. */
  awaiting?: AwaitingView;
  /** Of that account, in display order. Empty while there is no account. */
  permissions: SignInPermission[];
  /**
   * Shown as one alert, each text as its own sentence. Empty while the sign-in is valid. The second text is
   * `CONFIG_WAS_CHANGED`.
   */
  alert: MessageOrText[];
  /** Why the last sign-in, or the last exchange of the token, failed. */
  problem?: Problem;
}

/** GET /connectors/:id/sign-in (connectors.read). 404 where the provider needs no sign-in. */
export namespace GetSignIn {
  export interface Response {
    data: SignInView;
  }
}

/**
 * POST /connectors/:id/sign-in (connectors.manage), without a body: starts a sign-in with the saved
 * settings. The browser opens `url`, in this tab or in a new one. The provider then sends it to a small page
 * of the plugin, which shows the result. The page closes itself if a script opened it, otherwise it links
 * back to the panel. Read the view again when the tab gets the focus: the account is in `awaiting`.
 */
export namespace BeginSignIn {
  export interface Response {
    data: {
      url: string;
      /** ISO instant until which the provider's answer is accepted. A later start replaces this one. */
      expiresAt: string;
    };
  }
}

/**
 * POST /connectors/:id/sign-in/confirm (connectors.manage): uses the account from now on. `…/discard`, with
 * the same body: forgets it. 400 when it is not there any more, 403 when somebody else began the sign-in.
 */
export namespace ConfirmSignIn {
  /** `awaiting.yours.key`: what was shown, so that a later account is not confirmed unseen. */
  export const body = z.strictObject({ key: z.string().regex(/^[\w-]{43}$/) });
  export interface Response {
    data: SignInView;
  }
}

/** DELETE /connectors/:id/sign-in (connectors.manage): removes the account and its token. */
export namespace EndSignIn {
  export interface Response {
    data: SignInView;
  }
}
