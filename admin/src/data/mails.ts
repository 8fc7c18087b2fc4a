import type { MailTemplateId } from '../../../contracts/mail-templates';
import type {
  ListMails,
  ListMailTemplates,
  MailStatus,
  ResetMailTemplate,
  SendMail,
  TestMailTemplate,
  UpdateMailTemplate,
} from '../../../contracts/mails';
import { del, get, pluginApi, post, put } from './plugin-api';

export interface MailFilter {
  page: number;
  pageSize: number;
  status?: MailStatus;
}

interface TypedTemplate {
  id: MailTemplateId;
  body: UpdateMailTemplate.Body;
}

const api = pluginApi.injectEndpoints({
  overrideExisting: false,
  endpoints: (build) => ({
    mcMails: build.query<ListMails.Response, MailFilter>({
      query: (filter) => get('/mails', filter),
      providesTags: ['McMail'],
    }),
    mcSendMail: build.mutation<SendMail.Response['data'], string>({
      query: (id) => post(`/mails/${id}/send`),
      transformResponse: (answer: SendMail.Response) => answer.data,
      invalidatesTags: ['McMail'],
    }),
    mcMailTemplates: build.query<ListMailTemplates.Response, void>({
      query: () => get('/mail-templates'),
      providesTags: ['McMailTemplate'],
    }),
    // Templates write the subjects in the outbox.
    mcUpdateMailTemplate: build.mutation<UpdateMailTemplate.Response['data'], TypedTemplate>({
      query: ({ id, body }) => put(`/mail-templates/${id}`, body),
      transformResponse: (answer: UpdateMailTemplate.Response) => answer.data,
      invalidatesTags: ['McMailTemplate', 'McMail'],
    }),
    mcResetMailTemplate: build.mutation<ResetMailTemplate.Response['data'], MailTemplateId>({
      query: (id) => del(`/mail-templates/${id}`),
      transformResponse: (answer: ResetMailTemplate.Response) => answer.data,
      invalidatesTags: ['McMailTemplate', 'McMail'],
    }),
    mcTestMailTemplate: build.mutation<TestMailTemplate.Response['data'], TypedTemplate>({
      query: ({ id, body }) => post(`/mail-templates/${id}/test`, body),
      transformResponse: (answer: TestMailTemplate.Response) => answer.data,
    }),
  }),
});

export const {
  useMcMailsQuery: useMailsQuery,
  useMcSendMailMutation: useSendMailMutation,
  useMcMailTemplatesQuery: useMailTemplatesQuery,
  useMcUpdateMailTemplateMutation: useUpdateMailTemplateMutation,
  useMcResetMailTemplateMutation: useResetMailTemplateMutation,
  useMcTestMailTemplateMutation: useTestMailTemplateMutation,
} = api;
