// For apps whose TypeScript does not read `exports` ("moduleResolution": "Node", as Strapi generates it).
export { default } from './dist/server/server/src/index';
