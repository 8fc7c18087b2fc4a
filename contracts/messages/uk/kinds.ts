import type { kinds as en } from '../en/kinds';
import type { TextsLike } from '../message';

export const kinds: TextsLike<typeof en> = {
  'kind.video': 'відео',
  'kind.audio': 'аудіо',
  'kind.chat': 'чат',
  'kind.transcript': 'стенограма',
  'kind.captions': 'субтитри',
  'kind.timeline': 'часова шкала',
  'kind.poll': 'результати опитувань',
  'kind.summary': 'підсумок',
  'kind.thumbnail': 'зображення',
};
