declare global {
  interface Window {
    strapi: { backendURL: string };
  }
}

/** Address of a Media Library file: those of the local upload provider are paths of the backend. */
export const fileUrl = (url: string): string =>
  url.startsWith('/') ? `${window.strapi.backendURL}${url}` : url;
