import type { DeleteRecordings, GetHold, PreviewDeletion, PutHold } from '../../../contracts/deletion';
import { RECORDING_UID } from '../../../contracts/plugin';
import { del, get, pluginApi, post, put } from './plugin-api';

const holdOf = (documentId: string) => `/recordings/${encodeURIComponent(documentId)}/hold`;

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    mcPreviewDeletion: build.query<PreviewDeletion.Response['data'], string[]>({
      query: (documentIds) => get('/deletions', { documentIds: documentIds.join(',') }),
      transformResponse: (answer: PreviewDeletion.Response) => answer.data,
      providesTags: ['McHold'],
      // Other entries may begin to use a file at any time.
      keepUnusedDataFor: 0,
    }),
    mcDeleteRecordings: build.mutation<DeleteRecordings.Response['data'], DeleteRecordings.Body>({
      query: (body) => post('/deletions', body),
      transformResponse: (answer: DeleteRecordings.Response) => answer.data,
      invalidatesTags: [
        'McReview',
        'McImport',
        // As the content manager does after a deletion of its own.
        { type: 'Document', id: `${RECORDING_UID}_LIST` },
        'RecentDocumentList',
        'CountDocuments',
        'UpcomingReleasesList',
      ],
    }),
    mcHold: build.query<GetHold.Response['data'], string>({
      query: (documentId) => get(holdOf(documentId)),
      transformResponse: (answer: GetHold.Response) => answer.data,
      providesTags: ['McHold'],
    }),
    mcPutHold: build.mutation<GetHold.Response['data'], { documentId: string; body: PutHold.Body }>({
      query: ({ documentId, body }) => put(holdOf(documentId), body),
      transformResponse: (answer: GetHold.Response) => answer.data,
      invalidatesTags: ['McHold'],
    }),
    mcLiftHold: build.mutation<GetHold.Response['data'], string>({
      query: (documentId) => del(holdOf(documentId)),
      transformResponse: (answer: GetHold.Response) => answer.data,
      invalidatesTags: ['McHold'],
    }),
  }),
});

export const {
  useMcPreviewDeletionQuery: usePreviewDeletionQuery,
  useMcDeleteRecordingsMutation: useDeleteRecordingsMutation,
  useMcHoldQuery: useHoldQuery,
  useMcPutHoldMutation: usePutHoldMutation,
  useMcLiftHoldMutation: useLiftHoldMutation,
} = api;
