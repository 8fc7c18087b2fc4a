import { adminApi } from '@strapi/strapi/admin';
import { ROUTE_PREFIX } from '../../../contracts/plugin';

const at = (path: string) => ROUTE_PREFIX + path;
export const get = (path: string, params?: object) => ({
  url: at(path),
  method: 'GET' as const,
  config: { params },
});
export const post = (path: string, data?: unknown) => ({ url: at(path), method: 'POST' as const, data });
export const put = (path: string, data: unknown) => ({ url: at(path), method: 'PUT' as const, data });
export const del = (path: string) => ({ url: at(path), method: 'DELETE' as const });

const TAGS = [
  'McConnector',
  'McRun',
  'McImport',
  'McPublishSettings',
  'McVerification',
  'McDelivery',
  'McReview',
  'McHost',
  'McMail',
  'McMailTemplate',
  'McHold',
] as const;
/** Of the content manager. */
const CONTENT_TAGS = ['Document', 'RecentDocumentList', 'CountDocuments', 'UpcomingReleasesList'] as const;

/** The files in this folder add their routes to it. */
export const pluginApi = adminApi.enhanceEndpoints({ addTagTypes: [...TAGS, ...CONTENT_TAGS] });

const { useMcAskAnewMutation } = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    mcAskAnew: build.mutation<null, void>({
      queryFn: () => ({ data: null }),
      invalidatesTags: [...TAGS],
    }),
  }),
});
/** Invalidates every cached answer of the server. */
export const useAskAnew = useMcAskAnewMutation;
