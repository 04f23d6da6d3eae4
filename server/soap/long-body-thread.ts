/** The thread that reads long bodies: it has neither a store nor a network, only what it is given. */
import { serve } from '../worker-thread.ts';
import { longBodySteps } from './long-body.ts';

serve(longBodySteps());
