import type { GetRoomKey, MakeRoomToken } from '../../../contracts/rooms';
import { get, pluginApi, post } from './plugin-api';

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    // The key depends on the saved settings.
    mcRoomKey: build.query<GetRoomKey.Response['data'], string>({
      query: (connectorId) => get(`/connectors/${connectorId}/room-key`),
      transformResponse: (answer: GetRoomKey.Response) => answer.data,
      providesTags: ['McConnector'],
    }),
    mcMakeRoomToken: build.mutation<
      MakeRoomToken.Response['data'],
      { connectorId: string; body: MakeRoomToken.Body }
    >({
      query: ({ connectorId, body }) => post(`/connectors/${connectorId}/room-token`, body),
      transformResponse: (answer: MakeRoomToken.Response) => answer.data,
    }),
  }),
});

export const { useMcRoomKeyQuery: useRoomKeyQuery, useMcMakeRoomTokenMutation: useMakeRoomTokenMutation } =
  api;
