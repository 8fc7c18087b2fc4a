/** `config/plugins`, key `upload`, of a new Strapi 5.54 app: the templates of create-strapi-app 5.54.0. */
export const NEW_APP_UPLOADS = {
  security: {
    allowedTypes: [
      'image/*',
      'video/*',
      'audio/*',
      'application/pdf',
      'application/msword',
      'application/vnd.openxmlformats-officedocument.*',
      'text/plain',
      'text/csv',
    ],
    deniedTypes: [
      'image/svg+xml',
      'application/vnd.microsoft.portable-executable',
      'application/x-msdownload',
      'application/x-msdos-program',
      'application/x-executable',
      'application/x-dosexec',
      'application/x-sh',
      'text/x-shellscript',
      'application/x-mach-binary',
    ],
  },
};
