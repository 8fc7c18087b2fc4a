import type { ListRecordingFiles } from '../../../contracts/files';
import { get, pluginApi } from './plugin-api';

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    /** `savedAt`: when the entry was saved. After that, its files may be others. */
    mcFilesOfRecording: build.query<
      ListRecordingFiles.Response['data'],
      { documentId: string; savedAt: string | undefined }
    >({
      query: ({ documentId }) => get(`/recordings/${encodeURIComponent(documentId)}/files`),
      transformResponse: (answer: ListRecordingFiles.Response) => answer.data,
      providesTags: ['McImport'],
    }),
  }),
});

export const { useMcFilesOfRecordingQuery: useFilesOfRecordingQuery } = api;
