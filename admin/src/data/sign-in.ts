import type { BeginSignIn, EndSignIn, GetSignIn } from '../../../contracts/sign-in';
import { del, get, pluginApi, post } from './plugin-api';

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    // Saved settings decide whether a sign-in is valid, so saving a connector loads it again.
    mcSignIn: build.query<GetSignIn.Response['data'], string>({
      query: (connectorId) => get(`/connectors/${connectorId}/sign-in`),
      transformResponse: (answer: GetSignIn.Response) => answer.data,
      providesTags: ['McConnector'],
    }),
    // Nothing has changed yet: the person still has to sign in at the provider.
    mcBeginSignIn: build.mutation<BeginSignIn.Response['data'], string>({
      query: (connectorId) => post(`/connectors/${connectorId}/sign-in`),
      transformResponse: (answer: BeginSignIn.Response) => answer.data,
    }),
    mcEndSignIn: build.mutation<EndSignIn.Response['data'], string>({
      query: (connectorId) => del(`/connectors/${connectorId}/sign-in`),
      transformResponse: (answer: EndSignIn.Response) => answer.data,
      invalidatesTags: ['McConnector'],
    }),
  }),
});

export const {
  useMcSignInQuery: useSignInQuery,
  useMcBeginSignInMutation: useBeginSignInMutation,
  useMcEndSignInMutation: useEndSignInMutation,
} = api;
