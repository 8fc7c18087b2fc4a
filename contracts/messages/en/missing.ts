/** Why a file of an import is missing, and what to do; see `contracts/missing.ts`. */
export const missing = {
  'missing.type-not-allowed':
    'The upload rules of this site refuse {mime}. Allow it in config/plugins, then restart Strapi. The next sync imports the file.',
  'missing.over-size-limit':
    'The file has {size}, and this site takes at most {limit}. Raise upload.config.sizeLimit in config/plugins, then restart Strapi. The next sync imports the file.',
  'missing.over-provider-limit':
    'The upload provider {uploadProvider} refuses a file of {size}. Raise its limit. The next sync imports the file.',
  'missing.provider-cannot-stream':
    'The upload provider {uploadProvider} holds whole files in memory, and this file has {size}. Use an upload provider that can stream. The next sync imports the file.',
  'missing.unknown-file-type':
    'Files of the type {extension} can’t be imported. Download the file at the provider.',
  'missing.unreadable-text':
    'The file from the provider can’t be read. {found} Download it at the provider. If the provider replaces it, the next sync imports it.',
  'missing.upload-failed':
    'The upload provider {uploadProvider} refused the file. A later sync tries again. To try now, import the recording again.',
  'missing.upload-stalled':
    'The upload provider {uploadProvider} stopped taking the file. A later sync tries again. To try now, import the recording again.',
  'missing.stored-bytes-differ':
    'The stored file was different from the one that was sent. A later sync tries again. To try now, import the recording again.',
  'missing.gone-at-provider': 'The provider no longer has this file.',
  'missing.not-in-entry':
    'The entry doesn’t have it, although it was imported. Something on this site removed it: a person, another plugin or code of the site. Find the cause, then import the recording again.',
  'missing.unknown': 'The file could not be imported. To try again, import the recording again.',
} as const;
