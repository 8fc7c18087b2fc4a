declare global {
  interface Window {
    strapi: { backendURL: string };
  }
}

/** Address of a Media Library file. The local upload provider returns paths relative to the backend. */
export const fileUrl = (url: string): string =>
  url.startsWith('/') ? `${window.strapi.backendURL}${url}` : url;
