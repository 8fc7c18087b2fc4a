import type {
  DeliveryStatus,
  GetDelivery,
  GetWebhook,
  ListDeliveries,
  RenewOwnSecret,
  ReplayDelivery,
  SendTestEvent,
} from '../../../contracts/webhooks';
import { get, pluginApi, post } from './plugin-api';

export interface DeliveryFilter {
  page: number;
  pageSize: number;
  connectorId?: string;
  status?: DeliveryStatus;
  eventType?: string;
}

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    mcDeliveries: build.query<ListDeliveries.Response, DeliveryFilter>({
      query: (filter) => get('/deliveries', filter),
      providesTags: ['McDelivery'],
    }),
    mcDelivery: build.query<GetDelivery.Response['data'], string>({
      query: (id) => get(`/deliveries/${id}`),
      transformResponse: (answer: GetDelivery.Response) => answer.data,
      providesTags: ['McDelivery'],
    }),
    mcReplayDelivery: build.mutation<ReplayDelivery.Response['data'], string>({
      query: (id) => post(`/deliveries/${id}/replay`),
      transformResponse: (answer: ReplayDelivery.Response) => answer.data,
      invalidatesTags: ['McDelivery', 'McImport', 'McConnector'],
    }),
    // Saving a secret changes the card, so saving a connector loads it again.
    mcWebhook: build.query<GetWebhook.Response['data'], string>({
      query: (connectorId) => get(`/connectors/${connectorId}/webhook`),
      transformResponse: (answer: GetWebhook.Response) => answer.data,
      providesTags: ['McDelivery', 'McConnector'],
    }),
    mcSendTestEvent: build.mutation<SendTestEvent.Response['data'], string>({
      query: (connectorId) => post(`/connectors/${connectorId}/webhook/test`),
      transformResponse: (answer: SendTestEvent.Response) => answer.data,
      invalidatesTags: ['McDelivery', 'McConnector'],
    }),
    mcRenewOwnSecret: build.mutation<RenewOwnSecret.Response['data'], string>({
      query: (connectorId) => post(`/connectors/${connectorId}/webhook/own-secret`),
      transformResponse: (answer: RenewOwnSecret.Response) => answer.data,
      invalidatesTags: ['McDelivery'],
    }),
  }),
});

export const {
  useMcDeliveriesQuery: useDeliveriesQuery,
  useMcDeliveryQuery: useDeliveryQuery,
  useMcReplayDeliveryMutation: useReplayDeliveryMutation,
  useMcWebhookQuery: useWebhookQuery,
  useMcSendTestEventMutation: useSendTestEventMutation,
  useMcRenewOwnSecretMutation: useRenewOwnSecretMutation,
} = api;
