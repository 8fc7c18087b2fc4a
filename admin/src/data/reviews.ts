import type {
  Approve,
  ApproveMany,
  ClaimReview,
  GetModeration,
  GetReview,
  ListCues,
  ListReviews,
  ListReviewStates,
  ModerationSettings,
  PutBack,
  Reject,
  SendToReview,
} from '../../../contracts/review';
import { del, get, pluginApi, post, put } from './plugin-api';
import { together } from './together';

const of = (documentId: string, more = '') => `/recordings/${encodeURIComponent(documentId)}/review${more}`;

/** An answer or a failure, as Strapi's client gives it. */
type Sent =
  { data: unknown; error?: undefined } | { error: { name?: string; message?: string }; data?: undefined };
/** Each row of the content manager's list asks for its own state. */
const reviewStates = together<Sent>();

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    mcReviews: build.query<
      ListReviews.Response,
      { state: 'pending' | 'approved' | 'rejected'; page: number; pageSize: number }
    >({
      query: (filter) => get('/reviews', filter),
      providesTags: ['McReview'],
    }),
    mcReviewStates: build.query<ListReviewStates.Response, string[]>({
      async queryFn(documentIds, _, __, send) {
        const answer = await reviewStates(
          documentIds,
          async (ids) => await send(get('/reviews/states', { documentIds: ids.join(',') })),
        );
        if (answer.error !== undefined) return { error: answer.error };
        const { data, meta } = answer.data as ListReviewStates.Response;
        return { data: { data: data.filter(({ documentId }) => documentIds.includes(documentId)), meta } };
      },
      providesTags: ['McReview'],
    }),
    mcReview: build.query<GetReview.Response['data'], string>({
      query: (documentId) => get(of(documentId)),
      transformResponse: (answer: GetReview.Response) => answer.data,
      providesTags: ['McReview'],
    }),
    mcSendToReview: build.mutation<
      SendToReview.Response['data'],
      { documentId: string; body: SendToReview.Body }
    >({
      query: ({ documentId, body }) => post(of(documentId), body),
      transformResponse: (answer: SendToReview.Response) => answer.data,
      invalidatesTags: ['McReview'],
    }),
    mcApprove: build.mutation<Approve.Response['data'], { documentId: string; body: Approve.Body }>({
      query: ({ documentId, body }) => post(of(documentId, '/approve'), body),
      transformResponse: (answer: Approve.Response) => answer.data,
      invalidatesTags: ['McReview'],
    }),
    mcReject: build.mutation<Reject.Response['data'], { documentId: string; body: Reject.Body }>({
      query: ({ documentId, body }) => post(of(documentId, '/reject'), body),
      transformResponse: (answer: Reject.Response) => answer.data,
      invalidatesTags: ['McReview'],
    }),
    mcPutBack: build.mutation<PutBack.Response['data'], string>({
      query: (documentId) => post(of(documentId, '/put-back')),
      transformResponse: (answer: PutBack.Response) => answer.data,
      invalidatesTags: ['McReview'],
    }),
    mcApproveMany: build.mutation<ApproveMany.Response['data'], ApproveMany.Body>({
      query: (body) => post('/reviews/approve', body),
      transformResponse: (answer: ApproveMany.Response) => answer.data,
      invalidatesTags: ['McReview'],
    }),
    // A claim changes nothing that this person sees, so nothing is loaded again.
    mcClaimReview: build.mutation<ClaimReview.Response['data'], string>({
      query: (documentId) => post(of(documentId, '/claim')),
      transformResponse: (answer: ClaimReview.Response) => answer.data,
    }),
    mcReleaseReview: build.mutation<ClaimReview.Response['data'], string>({
      query: (documentId) => del(of(documentId, '/claim')),
      transformResponse: (answer: ClaimReview.Response) => answer.data,
    }),
    mcCues: build.query<ListCues.Response, { documentId: string; page: number }>({
      query: ({ documentId, page }) =>
        get(`/recordings/${encodeURIComponent(documentId)}/cues`, { page, pageSize: 1_000 }),
    }),
    mcModeration: build.query<GetModeration.Response['data'], void>({
      query: () => get('/moderation'),
      transformResponse: (answer: GetModeration.Response) => answer.data,
      providesTags: ['McReview'],
    }),
    mcUpdateModeration: build.mutation<GetModeration.Response['data'], ModerationSettings>({
      query: (body) => put('/moderation', body),
      transformResponse: (answer: GetModeration.Response) => answer.data,
      invalidatesTags: ['McReview'],
    }),
  }),
});

export const {
  useMcReviewsQuery: useReviewsQuery,
  useMcReviewStatesQuery: useReviewStatesQuery,
  useMcReviewQuery: useReviewQuery,
  useMcSendToReviewMutation: useSendToReviewMutation,
  useMcApproveMutation: useApproveMutation,
  useMcRejectMutation: useRejectMutation,
  useMcPutBackMutation: usePutBackMutation,
  useMcApproveManyMutation: useApproveManyMutation,
  useMcClaimReviewMutation: useClaimReviewMutation,
  useMcReleaseReviewMutation: useReleaseReviewMutation,
  useMcCuesQuery: useCuesQuery,
  useMcModerationQuery: useModerationQuery,
  useMcUpdateModerationMutation: useUpdateModerationMutation,
} = api;
