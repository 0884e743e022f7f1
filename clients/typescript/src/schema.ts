// Made from the OpenAPI document by `make clients`: do not change it here.

export interface paths {
    "/v1/me/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Summary
         * @description Points, level, streak and totals of the rider who asks.
         */
        get: operations["get_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/postings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Postings
         * @description The statement of the rider who asks, newest first, each line with its reason in words.
         */
        get: operations["list_postings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/trips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Trips
         * @description The trips of the rider who asks, newest first, with the points that each trip earned.
         */
        get: operations["list_my_trips"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/trips/{trip_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Trip
         * @description One trip of the rider who asks, with the points that the trip earned.
         */
        get: operations["get_my_trip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/riders/{rider_id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Summary
         * @description Points, level, streak and totals of a rider, as the rider reads them.
         */
        get: operations["get_summary_of_rider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/riders/{rider_id}/postings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Postings
         * @description The statement of a rider, newest first, in the language that the reader asks for.
         */
        get: operations["list_postings_of_rider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/riders/{rider_id}/redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Redemptions
         * @description What a rider has redeemed, newest first, without codes.
         */
        get: operations["list_redemptions_of_rider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health/gateway": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How gateway is
         * @description How a service is: how far it has heard the others, and what it has still to say. With `compare` it
         *     compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`.
         */
        get: operations["read_health_of_gateway"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Decisions
         * @description Who decided what and why, oldest first: of one `chain`, or of all. Each line names the hash of the one
         *     before it in its chain.
         */
        get: operations["list_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/decisions.ndjson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download
         * @description The whole of one `chain`, or of all, a line of JSON each: what `rodem decisions verify` reads.
         */
        get: operations["download_decisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Changes
         * @description What was submitted, oldest first: with what it would bring into force. Operators see their own.
         */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adjustments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adjust
         * @description Give a rider points, or take some: what is missing then is owed. They count in lifetime points.
         *     Everybody can read in the decisions that this was done and why, and not for whom.
         */
        post: operations["adjust_points"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Campaigns
         * @description Campaigns, newest first: for operators their own, for the city and auditors all.
         */
        get: operations["list_campaigns"];
        put?: never;
        /**
         * Create
         * @description Write a campaign. It is a draft until it is published.
         */
        post: operations["create_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Campaign
         * @description A campaign: what it has given and promised, and how far its budget goes.
         */
        get: operations["read_campaign"];
        /**
         * Replace
         * @description Replace the body of a campaign. Of a published one that takes effect at once, and a larger budget of
         *     points lets a spent one give again. Where a guard covers that, pause it, write it, submit it and publish
         *     it once it is signed. One that the city has stopped stays paused when the stop ends: publish or resume it
         *     then. A change that was submitted or signed for another body is withdrawn.
         */
        put: operations["replace_campaign"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Campaign
         * @description End a campaign for good. What is given and promised stays.
         */
        post: operations["close_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Sign what was submitted, or refuse it. Whoever submitted it cannot.
         */
        post: operations["decide_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause Campaign
         * @description Let a campaign give and promise nothing new. What is given and promised stays.
         */
        post: operations["pause_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Campaign
         * @description Bring a campaign into force: from now on it gives and promises points.
         */
        post: operations["publish_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume Campaign
         * @description Let a campaign that is spent or paused give again what fits into its budget.
         */
        post: operations["resume_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Take this out of force until a given moment, 14 days away at most. Until then it cannot be
         *     published; then it is in force again, if it was before.
         */
        post: operations["stop_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Hand this body to the second key. Writing it anew takes it back.
         */
        post: operations["submit_campaign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenge-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Templates
         * @description Challenges to begin with, one for each kind that operators ask for. Fill in what `fill_in` points to,
         *     change what you like, and write it. The texts are in the reader's language.
         */
        get: operations["list_challenge_templates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Challenges
         * @description Challenges, newest first: those that are published; for operators all of their own. Each is
         *     explained in the reader's language.
         */
        get: operations["list_challenges"];
        put?: never;
        /**
         * Create
         * @description Write a challenge. It is a draft until it is published.
         */
        post: operations["create_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Schema
         * @description The JSON Schema (draft 2020-12) of a challenge's body. It takes every body that is taken; what it takes
         *     may still be refused for what several fields tell together.
         */
        get: operations["read_challenge_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/{challenge_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace
         * @description Replace the body of a challenge. The published version stays in force until the next publishing, and
         *     changes only in the riders' favour. A change that was submitted or signed is withdrawn.
         */
        put: operations["replace_challenge"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/{challenge_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close
         * @description End a challenge now, if its window has not ended. What started before counts, however late it comes.
         */
        post: operations["close_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/{challenge_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Sign what was submitted, or refuse it. Whoever submitted it cannot.
         */
        post: operations["decide_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/{challenge_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause
         * @description Hold back what is newly completed until it is published again or closed.
         */
        post: operations["pause_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/{challenge_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description Bring a challenge into force, counted from all trips in its window, whenever they arrived.
         */
        post: operations["publish_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/{challenge_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Take this out of force until a given moment, 14 days away at most. Until then it cannot be
         *     published; then it is in force again, if it was before.
         */
        post: operations["stop_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges/{challenge_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Hand this body to the second key. Writing it anew takes it back.
         */
        post: operations["submit_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/challenges:validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Validate
         * @description Look at the body of a challenge, of every kind, also those that cannot be written yet. Nothing is
         *     stored. A body that is not allowed is refused with all its faults.
         */
        post: operations["validate_challenge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/city-figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * City Figures
         * @description All that a page of the city shows: the latest month and week beside those before them, the last 30
         *     days, the districts of the month. A day is told two nights later, at 04:00. The figures are those of
         *     `/v1/indicators:query`, some seconds old. Needs no token.
         */
        get: operations["read_city_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Draws
         * @description Draws, newest first, without their terms: those that were published, and for the game's operator
         *     drafts. Needs no token.
         */
        get: operations["list_draws"];
        put?: never;
        /**
         * Create
         * @description Write a draw. It is a draft until it is published, and stays as it was written.
         */
        post: operations["create_draw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Draw
         * @description A draw with its terms, commitments and, once they are public, its seed and winners. Needs no token.
         */
        get: operations["read_draw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel
         * @description End a draw that is not drawn: its prizes go back to stock, and who has bought tickets gets the points
         *     back.
         */
        post: operations["cancel_draw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Sign what was submitted, or refuse it. Whoever submitted it cannot.
         */
        post: operations["decide_draw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Tickets
         * @description The frozen list of tickets, a line `PSEUDONYM COUNT` for each holder: with `Accept: text/plain` the
         *     bytes of which `list_hash` is the hash, else the file that `rodem draw verify` checks. Needs no token.
         */
        get: operations["read_tickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description Bring a draw into force, for good: its prizes are set aside, also in the budgets of the campaigns that
         *     they cost money, and the commitments to its seed and to its riders' pseudonyms are public.
         */
        post: operations["publish_draw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Take this out of force until a given moment, 14 days away at most. Until then it cannot be
         *     published; then it is in force again, if it was before.
         */
        post: operations["stop_draw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Hand this body to the second key. Writing it anew takes it back.
         */
        post: operations["submit_draw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/draws/{draw_id}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Buy
         * @description Buy tickets with points, while the draw is open. Only what was done is remembered under the key.
         */
        post: operations["buy_tickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guards/campaign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Guards
         * @description Which changes need a second key, and what guards may ask.
         */
        get: operations["read_campaign_guards"];
        /**
         * Set Guards
         * @description Say which changes need a second key from now on. What is in force stays in force.
         */
        put: operations["set_campaign_guards"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guards/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Guards
         * @description Which changes need a second key, and what guards may ask.
         */
        get: operations["read_challenge_guards"];
        /**
         * Set Guards
         * @description Say which changes need a second key from now on. What is in force stays in force.
         */
        put: operations["set_challenge_guards"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guards/draw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Guards
         * @description Which changes need a second key, and what guards may ask.
         */
        get: operations["read_draw_guards"];
        /**
         * Set Guards
         * @description Say which changes need a second key from now on. What is in force stays in force.
         */
        put: operations["set_draw_guards"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guards/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Guards
         * @description Which changes need a second key, and what guards may ask.
         */
        get: operations["read_limits_guards"];
        /**
         * Set Guards
         * @description Say which changes need a second key from now on. What is in force stays in force.
         */
        put: operations["set_limits_guards"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guards/reward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Guards
         * @description Which changes need a second key, and what guards may ask.
         */
        get: operations["read_reward_guards"];
        /**
         * Set Guards
         * @description Say which changes need a second key from now on. What is in force stays in force.
         */
        put: operations["set_reward_guards"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/guards/tariff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Guards
         * @description Which changes need a second key, and what guards may ask.
         */
        get: operations["read_tariff_guards"];
        /**
         * Set Guards
         * @description Say which changes need a second key from now on. What is in force stays in force.
         */
        put: operations["set_tariff_guards"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health/challenges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How challenges is
         * @description How a service is: how far it has heard the others, and what it has still to say. With `compare` it
         *     compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`.
         */
        get: operations["read_health_of_challenges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health/public_value": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How public_value is
         * @description How a service is: how far it has heard the others, and what it has still to say. With `compare` it
         *     compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`.
         */
        get: operations["read_health_of_public_value"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How rewards is
         * @description How a service is: how far it has heard the others, and what it has still to say. With `compare` it
         *     compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`.
         */
        get: operations["read_health_of_rewards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health/trips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How trips is
         * @description How a service is: how far it has heard the others, and what it has still to say. With `compare` it
         *     compares whole tables too, one request at a time, for some seconds. For `rodem doctor --gateway`.
         */
        get: operations["read_health_of_trips"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Imports
         * @description The operator's imports, newest first.
         */
        get: operations["list_imports"];
        put?: never;
        /**
         * Begin
         * @description Begin an import: a named batch of trips, which can be undone. Batches of trips name its id.
         */
        post: operations["begin_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/imports/{import_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo
         * @description Take back up to 1000 trips that came with an import, with all that followed from them; trips that were
         *     held only for overlapping with these count. Repeat it until none is left; no trip can come with the import
         *     from the first time on. The rows of the file can be imported again, under other trip ids. What riders rode
         *     who were erased since stays.
         */
        post: operations["undo_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indicators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Indicators
         * @description What is measured: definitions, units, methods, and the data behind them. Needs no token.
         */
        get: operations["list_indicators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/indicators:query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Query
         * @description Figures of calendar periods, of the city or by zone or district. Operator, city and riders read the
         *     same. A day is told two nights later, at 04:00. Figures that fewer than `k_value` riders made are null and
         *     named in `suppressed`, with as many others as it takes that nobody can work them out.
         */
        post: operations["query_indicators"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/rewards/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Job
         * @description How far a simulation is, and what it has found. It can be read for 7 days after its end, by the
         *     operator who has asked for it.
         */
        get: operations["read_rewards_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/trips/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Job
         * @description How far a trial of limits is, and what it has found. It can be read for 7 days after its end, by the
         *     operator who has asked for it.
         */
        get: operations["read_trips_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leaderboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Boards
         * @description All leaderboards, with their current periods. A season is a quarter of the year.
         */
        get: operations["list_leaderboards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leaderboards/{board_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Board
         * @description The first 100 of a board, by nickname: only riders who have opted in. Boards of teams, districts and
         *     workplaces are made every 15 minutes. `period` is such as `2026-W47`,
         *     `2026-11` or `2026-Q4`, by itself the current one; 13 months after its end it is no longer shown.
         */
        get: operations["read_leaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leaderboards/{board_id}/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Own Place
         * @description Where you stand on a board, with the five above and below you, and how many riders are on it. On boards
         *     of groups no rider has a rank.
         */
        get: operations["read_own_place"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leaderboards/{board_id}/prizes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Promise
         * @description Promise points for the first places of a board of riders. They are paid seven local days after the
         *     period, by the board as it is then. Who shares a rank shares the prizes of the places that they fill. A
         *     campaign that is named promises them at once, and gets back what is not paid.
         */
        post: operations["promise_rank_prizes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Levels
         * @description From how many lifetime points each level begins.
         */
        get: operations["read_levels"];
        /**
         * Set Levels
         * @description Say from how many lifetime points each level begins. It holds at once, and no level may begin later
         *     than before or be dropped: nobody loses one.
         */
        put: operations["set_levels"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Limits
         * @description What trips are judged by, and were: all versions with all their values, each from its first day on
         *     until a later one begins. Of two that begin on one day the higher version holds.
         */
        get: operations["list_limits"];
        /**
         * Put Limits
         * @description Write what trips are judged by from a local day on, which must be after today. What is not named stays
         *     as in the version before. Where a guard of the city covers it, the second key brings it into force; until
         *     then another PUT takes its place. A PUT that was lost on the way can be sent again. With `Prefer: dry-run`
         *     nothing is written: a job judges the trips of the last 30 days by these limits beside requests, and counts
         *     what they would change.
         */
        put: operations["put_limits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits/{version}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Sign what was submitted, or refuse it. Whoever submitted it cannot.
         */
        post: operations["decide_limits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits/{version}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Take this out of force until a given moment, 14 days away at most. Until then it cannot be
         *     published; then it is in force again, if it was before.
         */
        post: operations["stop_limits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/limits/{version}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Hand this body to the second key. Writing it anew takes it back.
         */
        post: operations["submit_limits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/badges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Own
         * @description Your badges. They are worked out within ten minutes of a trip, and taken back with it.
         */
        get: operations["list_own_badges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/blocks/{pair_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Block
         * @description Block the other one of this pair, who leaves every pair with you, can invite you no more, and is not
         *     told.
         */
        put: operations["block_partner"];
        post?: never;
        /**
         * Unblock
         * @description Let the other one of this pair invite you again.
         */
        delete: operations["unblock_partner"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/draws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Own
         * @description The draws in which the rider takes part, newest first: the rider's tickets, and what was won.
         */
        get: operations["list_my_draws"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/draws/{draw_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Join
         * @description Take part in a draw, and accept its terms, until it closes. Trips from before count too.
         */
        put: operations["join_draw"];
        post?: never;
        /**
         * Leave
         * @description Take part in a draw no longer, until it closes. What was paid for tickets is given back.
         */
        delete: operations["leave_draw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/entries/{challenge_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Join
         * @description Take part. Trips in the running period count, also those that came before joining.
         */
        put: operations["join_challenge"];
        post?: never;
        /**
         * Leave
         * @description Take part no longer, as long as the entry of the running period is not completed.
         */
        delete: operations["leave_challenge"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/pairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create
         * @description Invite somebody to be in a challenge with you. The pair begins when somebody accepts. Who has invited
         *     before, and waits still, waits for the new one only.
         */
        post: operations["create_pair"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/pairs/{invite}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Accept
         * @description Accept an invite, and be in this pair. After 5 wrong codes within 10 minutes you have to wait, whatever
         *     code comes next.
         */
        put: operations["accept_pair"];
        post?: never;
        /**
         * Refuse Or Leave
         * @description Refuse an invite, which is good for nobody then; or, by a `pair_id`, leave this pair. After the end
         *     that takes nothing from the other one.
         */
        delete: operations["refuse_or_leave_pair"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Profile
         * @description How you are called on leaderboards, and whether you are on them.
         */
        get: operations["read_profile"];
        /**
         * Put Profile
         * @description Say how you are called on leaderboards, and whether you are on them. Opting in shows the points of the
         *     whole period at once, opting out takes them off every board at once. No event tells a nickname.
         *     Who was erased has no profile any more.
         */
        put: operations["put_profile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Own
         * @description What the rider has redeemed, newest first, without codes.
         */
        get: operations["list_my_redemptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/redemptions/{redemption_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Own
         * @description One of them.
         */
        get: operations["read_my_redemption"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/redemptions/{redemption_id}/vouchers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Vouchers
         * @description The codes of a redemption. Each look at them is logged.
         */
        get: operations["list_my_vouchers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/redemptions/{redemption_id}/vouchers/{voucher_id}/qr.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Draw Voucher
         * @description The code of a voucher as a QR code. Each look at it is logged.
         */
        get: operations["draw_my_voucher"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Team
         * @description The team that you are in. Its owner, who has been in it longest, sees each member.
         */
        get: operations["read_my_team"];
        /**
         * Join Team
         * @description Join the team of this invite, and leave the one that you are in. After 5 wrong
         *     codes within 10 minutes you have to wait, whatever code comes next.
         */
        put: operations["join_team"];
        post?: never;
        /**
         * Leave Team
         * @description Leave your team. Trips of before stay counted for it.
         */
        delete: operations["leave_team"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/trips/{trip_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Trace
         * @description Where the rider rode on one of the own trips, as GeoJSON, or as GPX by `Accept`: until no more points
         *     are taken every point that has come, then the places that are kept, one for each 10 s. What is merged into
         *     the trip shows it too.
         */
        get: operations["read_my_trace"];
        put?: never;
        post?: never;
        /**
         * Delete Trace
         * @description Delete where the rider rode on one of the own trips, and on what is merged into it: points, places and
         *     paces, at once. No more points are taken. Figures, reasons and verdict stay as they are. Repeated, it
         *     changes nothing.
         */
        delete: operations["delete_my_trace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/workplace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Workplace
         * @description The workplace that you are in. Its owner, who has been in it longest, sees each member.
         */
        get: operations["read_my_workplace"];
        /**
         * Join Workplace
         * @description Join the workplace of this invite, and leave the one that you are in. After 5 wrong
         *     codes within 10 minutes you have to wait, whatever code comes next.
         */
        put: operations["join_workplace"];
        post?: never;
        /**
         * Leave Workplace
         * @description Leave your workplace. Trips of before stay counted for it.
         */
        delete: operations["leave_workplace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Partners
         * @description Where vouchers can be used. Needs no token.
         */
        get: operations["list_partners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/partners/{partner_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Partner
         * @description Write a partner, or write it anew. Its id is the `partner_id` in the tokens of its tills.
         */
        put: operations["put_partner"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/partners/{partner_id}/used": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Used
         * @description The vouchers that a partner has taken in within a month of the city (by itself the current one), by
         *     reward: so, what it is owed. For the partner, and for operators of their own rewards. With
         *     `Accept: text/csv` as a file.
         */
        get: operations["list_used_vouchers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Projects
         * @description Projects to which riders donate points, newest first: the points that each has been given, and what has
         *     come of it. Needs no token.
         */
        get: operations["list_projects"];
        put?: never;
        /**
         * Create
         * @description Write a project. It is public at once, and stays as it was written.
         */
        post: operations["create_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{project_id}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Tell Outcome
         * @description Say what has come of a project, or say it anew. Only who has written the project can.
         */
        put: operations["tell_outcome"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Redemptions
         * @description Redemptions of an operator's rewards, or of a partner's, newest first, without riders and codes. With
         *     `Accept: text/csv` a page is a file, and the header `Link` names the next.
         */
        get: operations["list_redemptions"];
        put?: never;
        /**
         * Redeem
         * @description Exchange points for a reward: all units or none. Only what was done is remembered under the key; what
         *     was refused is judged anew.
         */
        post: operations["redeem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/redemptions/{redemption_id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm
         * @description Confirm a reservation. Again: the same answer, with the first reference.
         */
        post: operations["confirm_redemption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/redemptions/{redemption_id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release
         * @description Release a redemption, and give its points back. What is confirmed only the operator releases. Again:
         *     the same answer.
         */
        post: operations["release_redemption"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rewards
         * @description Rewards, newest first: those that are published; for operators all of their own. Riders are told which
         *     they can redeem. Needs no token.
         */
        get: operations["list_rewards"];
        put?: never;
        /**
         * Create
         * @description Write a reward. It is a draft until it is published.
         */
        post: operations["create_reward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Reward
         * @description A reward as it is in force or was last; for its operator as it was written last. Needs no token.
         */
        get: operations["read_reward"];
        /**
         * Replace
         * @description Replace the body of a reward. The published version stays in force until the next publishing. A change
         *     that was submitted or signed is withdrawn.
         */
        put: operations["replace_reward"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close Reward
         * @description End a reward for good. What was redeemed or reserved stays.
         */
        post: operations["close_reward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Codes
         * @description Fill the pool of a reward of kind `code`. What it has had already is passed over.
         */
        post: operations["add_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Sign what was submitted, or refuse it. Whoever submitted it cannot.
         */
        post: operations["decide_reward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause Reward
         * @description Let nobody redeem a reward until it is published again. Reservations stay.
         */
        post: operations["pause_reward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Reward
         * @description Bring a reward into force, as a version that never changes.
         */
        post: operations["publish_reward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Take this out of force until a given moment, 14 days away at most. Until then it cannot be
         *     published; then it is in force again, if it was before.
         */
        post: operations["stop_reward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rewards/{reward_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Hand this body to the second key. Writing it anew takes it back.
         */
        post: operations["submit_reward"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stations
         * @description Stations that are in service now, by their ids. `bbox=west,south,east,north`: those in this part of the
         *     map. `near=lat,lon`: the nearest first. `zone_id`: those in this zone and in the zones inside it. Needs no
         *     token.
         */
        get: operations["list_stations"];
        /**
         * Put Stations
         * @description Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
         *     one is a failure with its own problem. A station belongs to the operator that has put it first: in
         *     another's feed it is a failure too. Stations that the feed does not name stay as they are, because a feed
         *     may lose a station for an hour: what ends one is its `until`. `Prefer: dry-run` changes nothing.
         */
        put: operations["put_stations"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Statuses
         * @description Report what stations have reported, each by its `last_reported`: in any order, late and repeated, a
         *     report has one effect. Good reports land; each bad one is a failure with its own problem, of a station
         *     that is unknown or another operator's too. `Prefer: dry-run` changes nothing.
         */
        put: operations["put_station_statuses"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations:import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put Stations
         * @description Report the positions of stations, valid from the feed's `last_updated` on. Good stations land; each bad
         *     one is a failure with its own problem. A station belongs to the operator that has put it first: in
         *     another's feed it is a failure too. Stations that the feed does not name stay as they are, because a feed
         *     may lose a station for an hour: what ends one is its `until`. `Prefer: dry-run` changes nothing.
         */
        post: operations["import_stations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stations:transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer
         * @description Give all stations of one operator to another, as when a concession ends. From then on only the other
         *     one can put them. Trips stay with the operator that has reported them.
         */
        post: operations["transfer_stations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tariffs
         * @description What trips are worth, and were: all published tariffs, each from its first day on until a later one
         *     begins. Of two that begin on one day the higher version holds. With them, after how many months
         *     points expire.
         */
        get: operations["list_tariffs"];
        put?: never;
        /**
         * Create
         * @description Write a tariff. It is a draft until it is published.
         */
        post: operations["create_tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs/{tariff_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace
         * @description Replace the body of a tariff that was never published, which makes it a draft again. A change that was
         *     submitted or signed is withdrawn. Another tariff takes the place of a published one.
         */
        put: operations["replace_tariff"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs/{tariff_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close
         * @description Drop a tariff that was never published.
         */
        post: operations["close_tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs/{tariff_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Sign what was submitted, or refuse it. Whoever submitted it cannot.
         */
        post: operations["decide_tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs/{tariff_id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Tariff
         * @description Bring a tariff into force, for good. It pays trips from its first day on, which must be after today.
         */
        post: operations["publish_tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs/{tariff_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop
         * @description Take this out of force until a given moment, 14 days away at most. Until then it cannot be
         *     published; then it is in force again, if it was before.
         */
        post: operations["stop_tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs/{tariff_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit
         * @description Hand this body to the second key. Writing it anew takes it back.
         */
        post: operations["submit_tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tariffs:simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Simulate
         * @description Ask what a tariff would have given on days of the past, at most 366. It is worked out beside requests;
         *     nothing in force changes, and budgets are taken as free.
         */
        post: operations["simulate_tariff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create
         * @description Make a team or a workplace, and be the first in it. You leave the one that you are in. Its name follows
         *     the rules for nicknames: no other of its kind has the same.
         */
        post: operations["create_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{team_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read
         * @description A team or workplace that you are in. Its owner, who has been in it longest, sees each member.
         */
        get: operations["read_team"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{team_id}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew
         * @description Let another code invite to your team. The one of before invites to nothing any more.
         */
        post: operations["renew_team_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/teams/{team_id}/members/{member_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove
         * @description Take a member out of your team. Who knows the invite can come back: renew it first.
         */
        delete: operations["remove_team_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Review Queue
         * @description The operator's trips that are to be reviewed, oldest first: what is held, and appeals that wait, of
         *     rejected and voided trips too; or those that a filter names.
         */
        get: operations["list_trips"];
        put?: never;
        /**
         * Post Trip
         * @description Report a trip. It is judged at once; points follow within seconds.
         */
        post: operations["report_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips/{trip_id}/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Appeal
         * @description Ask the operator to look again at a trip that does not count, within 14 days after its end, its last
         *     decision, or its lapse. While the appeal waits the trip does not lapse.
         */
        post: operations["appeal_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips/{trip_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel
         * @description Withdraw a live trip, ended or not, as if it had never been told.
         */
        post: operations["cancel_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips/{trip_id}/correct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct
         * @description Correct what was told of a trip. It is judged anew with all that follows from it; a decided trip keeps
         *     its verdict.
         */
        post: operations["correct_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips/{trip_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide
         * @description Accept or reject a trip by hand: it is never held again. Answers the rider's appeal. Trips that were
         *     held only for overlapping with a trip that is rejected count.
         */
        post: operations["decide_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips/{trip_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End
         * @description End a live trip. It is judged at once by what has come of it, and again with every chunk that
         *     follows.
         */
        post: operations["end_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips/{trip_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trace
         * @description Points of a live trip, in any order, also before its start and after its end. The same chunk sent again
         *     has the same answer.
         */
        post: operations["add_trace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips/{trip_id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void
         * @description Take a trip back, whatever its verdict, with all that followed from it. Trips that were held only for
         *     overlapping with it count.
         */
        post: operations["void_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Batch
         * @description Report up to 1000 trips. Good rows land; each bad row is a failure with its own problem.
         */
        post: operations["report_trips"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips:decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide All
         * @description Accept or reject up to 200 trips by hand. Each decision is answered: made, or a failure with its own
         *     problem. It stands until the next, also brings a voided trip back, and answers the rider's appeal.
         */
        post: operations["decide_trips"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips:overdue-appeals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Overdue Appeals
         * @description How many appeals have waited for more than 14 days, in whole tens of the whole city. Public.
         */
        get: operations["get_overdue_appeals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips:review-figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Review Figures
         * @description How many trips people decided in each of the last 24 months, how many appeals they upheld, and how many
         *     wait: an operator reads its own figures; city and auditors read those of every operator.
         */
        get: operations["get_review_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trips:start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start
         * @description Begin a trip that is told while it is ridden. It is open until its end is told.
         */
        post: operations["start_trip"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vehicle-events:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Vehicle Events
         * @description Report up to 1000 unlocks and locks of vehicles, in any order and as often as need be. An unlock and
         *     the next event of its vehicle, if that is a lock within 24 hours, are a ride. One vehicle, kind and
         *     instant is one event, whatever its id; what is told later of it is added. Good events land; each bad one
         *     is a failure: `event-conflict` where another value was told before, `clock-ahead` for more than 5 minutes
         *     ahead. A rider who was erased is named by none.
         */
        post: operations["report_vehicle_events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers/{voucher_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo
         * @description Undo a use within 15 minutes: the voucher can be used again. Again: the same answer.
         */
        post: operations["undo_voucher"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/vouchers:redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use
         * @description Use a voucher of this partner. Whatever is no usable one gets the same answer, and counts as a wrong
         *     code: after 5 of one till within 10 minutes it has to wait, and after 50 of all tills of the partner.
         */
        post: operations["use_voucher"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Zones
         * @description The zones of the city by their ids, as GeoJSON with outlines that are simplified for drawing: without
         *     holes, and with about 150 points. Needs no token.
         */
        get: operations["list_zones"];
        /**
         * Put Zones
         * @description Add or replace zones of the city, as a city official; as the operator of the game while no official
         *     has. Good zones land; each bad one is a failure with its own problem, one far from every station too. An
         *     outline that touches itself is repaired if its area stays, with a warning. Zones that are not named stay.
         *     The zones of stations are updated; the zones of a trip were fixed when it was judged. `Prefer: dry-run`
         *     changes nothing.
         */
        put: operations["put_zones"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AdjustmentBody
         * @description Points for a rider, or from one where they are below 0. The reason is public, so it names nobody.
         * @example {
         *       "points": 50,
         *       "reason": "The council has asked for it.",
         *       "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11"
         *     }
         */
        AdjustmentBody: {
            /**
             * Rider Id
             * Format: uuid
             * @description Who gets the points, or loses them.
             */
            rider_id: string;
            /**
             * Points
             * @description Points: to the rider above 0, from the rider below.
             */
            points: number;
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * AdjustmentMade
         * @description What the rider can spend now, and owes (left out when 0).
         * @example {
         *       "adjustment_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "balance_points": 107,
         *       "points": 50
         *     }
         */
        AdjustmentMade: {
            /**
             * Adjustment Id
             * Format: uuid
             * @description The adjustment.
             */
            adjustment_id: string;
            /**
             * Points
             * @description Points: to the rider above 0, from the rider below.
             */
            points: number;
            /**
             * Balance Points
             * @description What the rider can spend now.
             */
            balance_points: number;
            /**
             * Debt Points
             * @description What the rider owes: later points pay it first.
             */
            debt_points?: number;
        };
        /**
         * Agreed
         * @description A digest of numbers that an owner and others hold. Equal digests: they hold the same.
         * @example {
         *       "digest": "5f0c2f0e3f0b4b9e9f0a6f7d0c1b2a3e",
         *       "owner": "trips",
         *       "what": "distance_m"
         *     }
         */
        Agreed: {
            /**
             * Owner
             * @description The service whose number is the true one.
             */
            owner: string;
            /**
             * What
             * @description Which number: a table and its column, or a name that services share.
             */
            what: string;
            /**
             * Digest
             * @description A keyed digest of all its values. It is the same where the same is held, and tells nothing else.
             */
            digest: string;
        };
        /**
         * AnsweredQuery
         * @description The query as it was understood.
         * @example {
         *       "dimensions": [],
         *       "end_date": "2026-05-02",
         *       "filters": [],
         *       "interval": "P1D",
         *       "k_value": 10,
         *       "measures": [
         *         "trips"
         *       ],
         *       "start_date": "2026-05-01"
         *     }
         */
        AnsweredQuery: {
            /**
             * Measures
             * @description The indicators that are asked for, by id.
             */
            measures: ("trips" | "riders" | "distance_m" | "duration_s" | "energy_kcal" | "points" | "climate.net_kgco2e")[];
            /**
             * Interval
             * @description Calendar days (`P1D`), ISO weeks (`P1W`) or months (`P1M`).
             * @enum {string}
             */
            interval: "P1D" | "P1W" | "P1M";
            /**
             * Start Date
             * Format: date
             * @description The first day, a local day of the city, inclusive.
             */
            start_date: string;
            /**
             * End Date
             * Format: date
             * @description The last day, a local day of the city, inclusive.
             */
            end_date: string;
            /**
             * Dimensions
             * @description By what the figures are split: at most one of `zone_id` and `district_id`. None: of the whole city.
             * @default []
             */
            dimensions: ("zone_id" | "district_id")[];
            /**
             * Filters
             * @description Only these places.
             * @default []
             */
            filters: components["schemas"]["Filter"][];
            /**
             * K Value
             * @description How many riders a figure needs to be shown.
             */
            k_value: number;
        };
        /**
         * Appeal
         * @description What the rider says against a verdict.
         * @example {
         *       "text": "It was all downhill."
         *     }
         */
        Appeal: {
            /**
             * Text
             * @description Why the trip counts after all, in the rider's words.
             */
            text: string;
        };
        /**
         * AppealReceived
         * @description The appeal waits for the operator, who has until `answer_by` to answer.
         * @example {
         *       "answer_by": "2026-05-18T12:00:00Z",
         *       "status": "waiting",
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"
         *     }
         */
        AppealReceived: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Status
             * @description `waiting`: an operator will look at the trip.
             */
            status: string;
            /**
             * Answer By
             * Format: date-time
             * @description Until when the appeal is to be answered.
             */
            answer_by: string;
        };
        /**
         * AppealTold
         * @description A rider's last appeal of a trip: `waiting`, `upheld` or `dismissed`, with its answer. `overdue`: it
         *     waits although `answer_by` is over.
         * @example {
         *       "answer_by": "2026-05-18T12:00:00Z",
         *       "appealed_at": "2026-05-04T12:00:00Z",
         *       "state": "waiting",
         *       "text": "It was all downhill."
         *     }
         */
        AppealTold: {
            /**
             * State
             * @description `waiting`, `upheld` or `dismissed`.
             */
            state: string;
            /**
             * Text
             * @description What the rider says.
             */
            text: string;
            /**
             * Appealed At
             * Format: date-time
             * @description When the rider appealed.
             */
            appealed_at: string;
            /**
             * Answer
             * @description The answer to the appeal: the reason of the decision that answered it.
             */
            answer?: string;
            /**
             * Answer By
             * Format: date-time
             * @description Until when the appeal is to be answered.
             */
            answer_by: string;
            /**
             * Overdue
             * @description The appeal waits although `answer_by` is over. Left out otherwise.
             */
            overdue?: boolean;
        };
        /**
         * ApprovalAnswer
         * @description A signature of a second key.
         */
        ApprovalAnswer: {
            /**
             * Role
             * @description The role of who did it.
             */
            role: string;
            /**
             * At
             * Format: date-time
             * @description When it was.
             */
            at: string;
        };
        /**
         * AtMostGoal
         * @description No more of the measure than the target, with `trips_min` counted trips.
         */
        AtMostGoal: {
            /**
             * @description `at_most`: the sum must not exceed the target. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "at_most";
            /**
             * Measure
             * @description What is added up: `trips` (1 each), metres, seconds or kilocalories; of a challenge metres climbed, or grams of CO2e saved, too.
             * @enum {string}
             */
            measure: "trips" | "distance_m" | "duration_s" | "energy_kcal" | "climb_m" | "co2e_saved_g";
            /**
             * Target
             * @description What must not be exceeded, in the unit of the measure.
             */
            target: number;
            /**
             * Trips Min
             * @description With at least so many counted trips.
             */
            trips_min: number;
        };
        /**
         * BadgeList
         * @description A rider's badges, in the order of their days.
         * @example {
         *       "badges": [
         *         {
         *           "badge_id": "first_trip",
         *           "earned_on": "2026-05-04"
         *         }
         *       ]
         *     }
         */
        BadgeList: {
            /**
             * Badges
             * @description The rider's badges, in the order of their days.
             */
            badges: components["schemas"]["EarnedBadge"][];
        };
        /**
         * Batch
         * @description Up to 1000 trips of an operator. `history`: they may be older than 14 days. `points` false, which needs
         *     `history`: they count, and earn no points. `rider_key` is what each `rider_id` stands for: where the
         *     source names no riders, `bike`, or `trip` (each trip has a `rider_id` of its own). `import_id`: the import
         *     that they come with.
         * @example {
         *       "history": true,
         *       "points": false,
         *       "timezone": "Europe/Madrid",
         *       "trips": [
         *         {
         *           "distance_m": 4200,
         *           "distance_source": "odometer",
         *           "ended_at": "2026-05-04T07:50:00Z",
         *           "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *           "started_at": "2026-05-04T07:30:00Z",
         *           "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *           "vehicle_type": "bike"
         *         }
         *       ]
         *     }
         */
        Batch: {
            /**
             * Trips
             * @description The trips, each as the service reads it by itself: a bad one is a failure, and the others land.
             */
            trips: unknown[];
            /**
             * Timezone
             * @description The IANA time zone of the trips, for their local day and hour. Left out: the city's.
             */
            timezone?: string;
            /**
             * History
             * @description Whether the trips are of the past: then they may be older than 14 days.
             * @default false
             */
            history: boolean;
            /**
             * Points
             * @description Whether the trips earn points. False needs `history`.
             * @default true
             */
            points: boolean;
            /**
             * Import Id
             * Format: uuid
             * @description The import: a named batch of trips, which can be taken back as a whole.
             */
            import_id?: string;
            /**
             * Rider Key
             * @description What each `rider_id` stands for: where the source names no riders, `bike`, or `trip`.
             * @default rider
             * @enum {string}
             */
            rider_key: "rider" | "bike" | "trip";
        };
        /**
         * BatchFailure
         * @description A row that did not land. `trip_id` is left out where it could not be read.
         */
        BatchFailure: {
            /**
             * Index
             * @description The place of the item in what was sent, from 0.
             */
            index: number;
            /**
             * Trip Id
             * @description The trip, where what was sent is a UUID.
             */
            trip_id?: string;
            /**
             * Problem
             * @description Why the item was not taken.
             */
            problem: {
                [key: string]: unknown;
            };
        };
        /**
         * BatchReport
         * @description Counts of trips first seen in this call, by reason where they do not count. `without_zone`: how many of
         *     them start in no zone that is known, and so are in no district's figures. `without_distance`: of how many
         *     the distance is unknown, and so no metre counts.
         * @example {
         *       "accepted": 97,
         *       "duplicates": 1,
         *       "failures": [],
         *       "held": {
         *         "overlapping": 2
         *       },
         *       "rejected": {},
         *       "without_distance": 1,
         *       "without_zone": 3
         *     }
         */
        BatchReport: {
            /**
             * Accepted
             * @description How many trips count.
             */
            accepted: number;
            /**
             * Held
             * @description How many trips wait for a review, by reason.
             */
            held: {
                [key: string]: number;
            };
            /**
             * Rejected
             * @description How many trips do not count, by reason.
             */
            rejected: {
                [key: string]: number;
            };
            /**
             * Duplicates
             * @description How many trips the system had already. They change nothing.
             */
            duplicates: number;
            /**
             * Without Zone
             * @description How many trips start in no zone that is known, and so are in no district's figures.
             * @default 0
             */
            without_zone: number;
            /**
             * Without Distance
             * @description How many trips have no known distance, and so add no metres to any figure.
             * @default 0
             */
            without_distance: number;
            /**
             * Failures
             * @description The items that were not taken, each with its problem.
             */
            failures: components["schemas"]["BatchFailure"][];
        };
        /**
         * BestGoal
         * @description One counted trip of as much of the measure. The target is left out where there are levels.
         */
        BestGoal: {
            /**
             * @description `best`: the largest trip. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "best";
            /**
             * Measure
             * @description What of a trip is looked at: metres, seconds, kilocalories, metres climbed or grams of CO2e saved.
             * @enum {string}
             */
            measure: "distance_m" | "duration_s" | "energy_kcal" | "climb_m" | "co2e_saved_g";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target?: number;
        };
        /**
         * BestStep
         * @description One counted trip of as much of the measure.
         */
        BestStep: {
            /**
             * @description `best`: the largest trip. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "best";
            /**
             * Measure
             * @description What of a trip is looked at: metres, seconds, kilocalories, metres climbed or grams of CO2e saved.
             * @enum {string}
             */
            measure: "distance_m" | "duration_s" | "energy_kcal" | "climb_m" | "co2e_saved_g";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target: number;
            /** @description The conditions that a trip must meet to be counted: all of them. */
            where?: components["schemas"]["WhereBody"];
        };
        /**
         * BoardList
         * @description All boards.
         * @example {
         *       "leaderboards": [
         *         {
         *           "board_id": "week-riders-all",
         *           "period": "2026-W47"
         *         }
         *       ]
         *     }
         */
        BoardList: {
            /**
             * Leaderboards
             * @description All leaderboards.
             */
            leaderboards: components["schemas"]["ListedBoard"][];
        };
        /**
         * BoardPlace
         * @description A rider on a board. Riders with equal points share a rank, and the next one is left out.
         */
        BoardPlace: {
            /**
             * Rank
             * @description 1 + how many have more points. Riders with equal points share a rank.
             */
            rank: number;
            /**
             * Nickname
             * @description What boards call the rider: 3 to 20 Latin letters, digits, spaces and `. _ · ' -`. Nobody else has one that differs only by signs or capital letters.
             */
            nickname: string;
            /**
             * Points
             * @description The rider's points on the board: of each day what its limit leaves.
             */
            points: number;
        };
        /**
         * BonusBody
         * @description Points for each activity of a service that counts, at most `day_max` times a local day.
         */
        BonusBody: {
            /**
             * Kind
             * @description The kind of activity, as its service reports it: `report_confirmed`, `survey_answered`, `rebalanced` and others.
             */
            kind: string;
            /**
             * Points
             * @description Points for each that counts.
             */
            points: number;
            /**
             * Day Max
             * @description How many of a rider's local day count, at most.
             */
            day_max: number;
        };
        /**
         * BuiltInGuard
         * @description A guard that the city has not set and cannot remove: which changes it covers, and whose key they
         *     need.
         * @example {
         *       "guard_id": "campaign-points-max",
         *       "second": "city",
         *       "when": [
         *         {
         *           "fact": "budget_points",
         *           "over": 200000
         *         }
         *       ]
         *     }
         */
        BuiltInGuard: {
            /**
             * Guard Id
             * @description The name of the guard.
             */
            guard_id: string;
            /**
             * When
             * @description What must hold for the guard to cover a change: all of it. Empty: it covers every change.
             */
            when: components["schemas"]["ConditionBody"][];
            /**
             * Second
             * @description The role that signs second.
             */
            second: string;
        };
        /**
         * CampaignAnswer
         * @description A campaign with a forecast.
         * @example {
         *       "budget_eur_cents": 300000,
         *       "budget_points": 150000,
         *       "campaign_id": "019aa000-0000-7000-8000-0000000000b1",
         *       "ends_at": "2026-06-01T00:00:00+02:00",
         *       "forecast": {
         *         "points": 96000
         *       },
         *       "name": "Spring by bike",
         *       "pace": "even",
         *       "promised_points": 6000,
         *       "spent_eur_cents": 45000,
         *       "spent_points": 24000,
         *       "sponsor": "Mercat de la Llibertat",
         *       "starts_at": "2026-05-01T00:00:00+02:00",
         *       "state": "open",
         *       "version": 1
         *     }
         */
        CampaignAnswer: {
            /**
             * Name
             * @description The name.
             */
            name: string;
            /**
             * Sponsor
             * @description Who pays for it.
             */
            sponsor?: string;
            /**
             * Starts At
             * Format: date-time
             * @description When it begins, for its pace and forecast.
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description The instant from which it is over, for its pace and forecast.
             */
            ends_at: string;
            /**
             * Budget Points
             * @description The points that it may spend and promise in all.
             */
            budget_points: number;
            /**
             * Budget Eur Cents
             * @description What the rewards of it may be worth that are redeemed, and the prizes of its draws, in euro cents. Left out: no limit.
             */
            budget_eur_cents?: number;
            /**
             * Pace
             * @description `even`: by the end of each local day at most that day's share of the budget is given. `free`: as it comes.
             * @enum {string}
             */
            pace: "even" | "free";
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id: string;
            /**
             * State
             * @description `draft`, `open`, `spent` (it gives nothing new until it is raised or resumed) or `over`.
             * @enum {string}
             */
            state: "draft" | "open" | "spent" | "over";
            /**
             * Version
             * @description How often it came into force. 0 for what was never published.
             */
            version: number;
            /**
             * Spent Points
             * @description The points given, less those taken back.
             */
            spent_points: number;
            /**
             * Promised Points
             * @description The points that entries which riders have joined may still give, and prizes for ranks that are not paid.
             */
            promised_points: number;
            /**
             * Spent Eur Cents
             * @description What the rewards of it are worth that were redeemed and not released, and the prizes that its draws have set aside or handed out, in euro cents.
             */
            spent_eur_cents: number;
            /** @description How far the budget goes at the speed of the last seven full local days. */
            forecast: components["schemas"]["ForecastAnswer"];
        };
        /**
         * CampaignBody
         * @description A budget that challenges, multipliers, rewards, draws and prizes for ranks may name: for how long it is
         *     to last, how many points it gives, and how much the rewards and prizes of it may be worth.
         * @example {
         *       "budget_eur_cents": 300000,
         *       "budget_points": 150000,
         *       "ends_at": "2026-06-01T00:00:00+02:00",
         *       "name": "Spring by bike",
         *       "pace": "even",
         *       "sponsor": "Mercat de la Llibertat",
         *       "starts_at": "2026-05-01T00:00:00+02:00"
         *     }
         */
        CampaignBody: {
            /**
             * Name
             * @description The name.
             */
            name: string;
            /**
             * Sponsor
             * @description Who pays for it.
             */
            sponsor?: string;
            /**
             * Starts At
             * Format: date-time
             * @description When it begins, for its pace and forecast.
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description The instant from which it is over, for its pace and forecast.
             */
            ends_at: string;
            /**
             * Budget Points
             * @description The points that it may spend and promise in all.
             */
            budget_points: number;
            /**
             * Budget Eur Cents
             * @description What the rewards of it may be worth that are redeemed, and the prizes of its draws, in euro cents. Left out: no limit.
             */
            budget_eur_cents?: number;
            /**
             * Pace
             * @description `even`: by the end of each local day at most that day's share of the budget is given. `free`: as it comes.
             * @enum {string}
             */
            pace: "even" | "free";
        };
        /**
         * CampaignList
         * @description Newest first.
         * @example {
         *       "campaigns": [
         *         {
         *           "budget_eur_cents": 300000,
         *           "budget_points": 150000,
         *           "campaign_id": "019aa000-0000-7000-8000-0000000000b1",
         *           "ends_at": "2026-06-01T00:00:00+02:00",
         *           "name": "Spring by bike",
         *           "pace": "even",
         *           "promised_points": 6000,
         *           "spent_eur_cents": 45000,
         *           "spent_points": 24000,
         *           "sponsor": "Mercat de la Llibertat",
         *           "starts_at": "2026-05-01T00:00:00+02:00",
         *           "state": "open",
         *           "version": 1
         *         }
         *       ]
         *     }
         */
        CampaignList: {
            /**
             * Campaigns
             * @description The campaigns of this page of the list.
             */
            campaigns: components["schemas"]["ListedCampaign"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * CampaignWritten
         * @description What has become of a campaign. `state` is `draft`, `open`, `spent` (it gives nothing new until it is
         *     raised or resumed) or `over`. One that was never published has version 0.
         * @example {
         *       "campaign_id": "019aa000-0000-7000-8000-0000000000b1",
         *       "state": "draft",
         *       "version": 0
         *     }
         */
        CampaignWritten: {
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id: string;
            /**
             * State
             * @description `draft`, `open`, `spent` (it gives nothing new until it is raised or resumed) or `over`.
             * @enum {string}
             */
            state: "draft" | "open" | "spent" | "over";
            /**
             * Version
             * @description How often it came into force. 0 for what was never published.
             */
            version: number;
        };
        /**
         * ChallengeBody
         * @description A challenge: who must do what between which instants, and what for.
         * @example {
         *       "ends_at": "2026-06-01T00:00:00+02:00",
         *       "goal": {
         *         "kind": "distinct",
         *         "of": "days",
         *         "target": 5
         *       },
         *       "name": {
         *         "ca": "Cinc dies feiners a la feina",
         *         "en": "Five weekdays to work",
         *         "es": "Cinco laborables al trabajo"
         *       },
         *       "period": "week",
         *       "reward": {
         *         "points": 50
         *       },
         *       "starts_at": "2026-05-04T00:00:00+02:00",
         *       "value_tags": {
         *         "climate": 40,
         *         "health": 60
         *       },
         *       "where": {
         *         "local_hours": [
         *           {
         *             "from": 6,
         *             "to": 10
         *           }
         *         ],
         *         "weekdays": [
         *           1,
         *           2,
         *           3,
         *           4,
         *           5
         *         ]
         *       },
         *       "who": {
         *         "kind": "joined"
         *       }
         *     }
         */
        ChallengeBody: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /** @description What more there is to say, by language. */
            description?: components["schemas"]["Description"];
            /**
             * Goal
             * @description What is to be reached.
             */
            goal: components["schemas"]["SumGoal"] | components["schemas"]["DistinctGoal"] | components["schemas"]["StreakGoal"] | components["schemas"]["BestGoal"] | components["schemas"]["AtMostGoal"] | components["schemas"]["ImproveGoal"] | components["schemas"]["StepsGoal"];
            /** @description The conditions that a trip must meet to be counted: all of them. */
            where?: components["schemas"]["WhereBody"];
            /**
             * Period
             * @description How the window is divided into entries: `once`, `day`, `week` (ISO) or `month`. Left out: once.
             * @enum {string}
             */
            period?: "once" | "day" | "week" | "month";
            /**
             * Who
             * @description Who takes part: `all` riders, or those who `joined`.
             */
            who: components["schemas"]["WhoAll"] | components["schemas"]["WhoJoined"] | components["schemas"]["WhoTeams"] | components["schemas"]["WhoPairs"] | components["schemas"]["WhoCity"];
            /** @description What completing it gives. */
            reward?: components["schemas"]["EntryReward"];
            /**
             * Levels
             * @description The stages of an entry instead of one target and one reward.
             */
            levels?: components["schemas"]["LevelBody"][];
            /**
             * Starts At
             * Format: date-time
             * @description When it starts: the first instant that is in.
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description When it ends: the first instant that is out.
             */
            ends_at: string;
            /**
             * Requires
             * @description Challenges that a rider must have completed as well.
             */
            requires?: string[];
            /** @description Challenges of which a rider can be in so many at a time. */
            group?: components["schemas"]["GroupBody"];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /** @description The values of the city to which the points are booked, in percent that add up to 100. */
            value_tags?: components["schemas"]["ValueShares"];
            /**
             * Holdout Percent
             * @description So many percent of the riders, drawn by their id, do not take part, so that the effect can be measured.
             */
            holdout_percent?: number;
            /**
             * Template
             * @description The template of which it was made.
             */
            template?: string;
            /**
             * Proposal Id
             * Format: uuid
             * @description The proposal that it came from.
             */
            proposal_id?: string;
        };
        /**
         * ChallengeList
         * @description Newest first.
         * @example {
         *       "challenges": [
         *         {
         *           "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
         *           "ends_at": "2026-06-01T00:00:00+02:00",
         *           "explanation": "Each week from 4 May to 31 May 2026, your goal is to ride on 5 different days.",
         *           "goal": {
         *             "kind": "distinct",
         *             "of": "days",
         *             "target": 5
         *           },
         *           "name": {
         *             "ca": "Cinc dies feiners a la feina",
         *             "en": "Five weekdays to work",
         *             "es": "Cinco laborables al trabajo"
         *           },
         *           "period": "week",
         *           "reward": {
         *             "points": 50
         *           },
         *           "starts_at": "2026-05-04T00:00:00+02:00",
         *           "state": "published",
         *           "value_tags": {
         *             "climate": 40,
         *             "health": 60
         *           },
         *           "version": 1,
         *           "where": {
         *             "local_hours": [
         *               {
         *                 "from": 6,
         *                 "to": 10
         *               }
         *             ],
         *             "weekdays": [
         *               1,
         *               2,
         *               3,
         *               4,
         *               5
         *             ]
         *           },
         *           "who": {
         *             "kind": "joined"
         *           }
         *         }
         *       ]
         *     }
         */
        ChallengeList: {
            /**
             * Challenges
             * @description The challenges of this page of the list.
             */
            challenges: components["schemas"]["ListedChallenge"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * ChallengePart
         * @description A rider's part in a period of a challenge, which begins on the local day `period_start` (left out where
         *     the window is one period). `progress` and `target` are in `unit`. `reward_points` is what completing it
         *     gives. `state` is `open`, `completed` or `over` (ended, and not completed).
         * @example {
         *       "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
         *       "ends_at": "2026-05-31T22:00:00Z",
         *       "name": {
         *         "ca": "Cinc dies feiners a la feina",
         *         "en": "Five weekdays to work",
         *         "es": "Cinco laborables al trabajo"
         *       },
         *       "progress": 4,
         *       "reward_points": 200,
         *       "state": "open",
         *       "target": 10,
         *       "unit": "trips"
         *     }
         */
        ChallengePart: {
            /**
             * Challenge Id
             * Format: uuid
             * @description The challenge.
             */
            challenge_id: string;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Period Start
             * Format: date
             * @description The first local day of the period. Left out where the window is one period.
             */
            period_start?: string;
            /**
             * Progress
             * @description How far the rider is, in `unit`. Not cut at the target.
             */
            progress: number;
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target: number;
            /**
             * Unit
             * @description In what the numbers are told. Units may become more.
             */
            unit: string;
            /**
             * Reward Points
             * @description Points that completing the entry gives.
             */
            reward_points: number;
            /**
             * Ends At
             * Format: date-time
             * @description When it ends: the first instant that is out.
             */
            ends_at: string;
            /**
             * State
             * @description `open`, `completed` or `over` (ended, and not completed).
             * @enum {string}
             */
            state: "open" | "completed" | "over";
            /**
             * Completed At
             * Format: date-time
             * @description When the entry was first counted as completed. Left out while it is not.
             */
            completed_at?: string;
        };
        /**
         * ChallengeStep
         * @description What a step has made of a challenge. Publishing counts at once: how many entries, how many of them
         *     completed, and the points for those, to the nearest ten entries; fewer than 15 are left out.
         * @example {
         *       "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
         *       "completed": 30,
         *       "entries": 90,
         *       "reward_points": 6000,
         *       "state": "published",
         *       "version": 1
         *     }
         */
        ChallengeStep: {
            /**
             * Challenge Id
             * Format: uuid
             * @description The challenge.
             */
            challenge_id: string;
            /**
             * State
             * @description `draft`, `submitted`, `approved`, `published`, `paused` or `closed`.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "paused" | "closed";
            /**
             * Version
             * @description The version in force. 1 for what was never published.
             */
            version: number;
            /**
             * Entries
             * @description How many riders have an entry at once.
             */
            entries?: number;
            /**
             * Completed
             * @description How many entries are completed at once.
             */
            completed?: number;
            /**
             * Reward Points
             * @description Points that the completed entries give at once; of a challenge with a campaign, what they would give, because its budget may not have them all.
             */
            reward_points?: number;
        };
        /**
         * ChallengeTemplate
         * @description A challenge to begin with. `body` is allowed as it is: its window begins with the next week or month.
         *     `fill_in` points to what the operator writes before it is published, which is an example in the body, or
         *     left out.
         * @example {
         *       "body": {
         *         "ends_at": "2026-06-01T00:00:00+02:00",
         *         "goal": {
         *           "kind": "distinct",
         *           "of": "days",
         *           "target": 5
         *         },
         *         "name": {
         *           "ca": "Cinc dies feiners a la feina",
         *           "en": "Five weekdays to work",
         *           "es": "Cinco laborables al trabajo"
         *         },
         *         "period": "week",
         *         "reward": {
         *           "points": 50
         *         },
         *         "starts_at": "2026-05-04T00:00:00+02:00",
         *         "template": "geofence",
         *         "value_tags": {
         *           "climate": 40,
         *           "health": 60
         *         },
         *         "where": {
         *           "end_zone_ids": [
         *             "zone-of-the-city"
         *           ]
         *         },
         *         "who": {
         *           "kind": "joined"
         *         }
         *       },
         *       "feature": "C7",
         *       "fill_in": [
         *         "/where/end_zone_ids/0"
         *       ],
         *       "template": "geofence",
         *       "text": "Trips that end in a zone of your choice."
         *     }
         */
        ChallengeTemplate: {
            /**
             * Template
             * @description The id of the template.
             */
            template: string;
            /**
             * Feature
             * @description The kind of challenge, C1 to C20.
             */
            feature: string;
            /**
             * Text
             * @description What it is good for, in the reader's language.
             */
            text: string;
            /**
             * Fill In
             * @description JSON pointers to what in the body is to be filled in before it is published.
             */
            fill_in: string[];
            /** @description The challenge, which is allowed as it is. */
            body: components["schemas"]["ChallengeBody"];
        };
        /**
         * ChallengeTemplates
         * @description All templates.
         * @example {
         *       "templates": [
         *         {
         *           "body": {
         *             "ends_at": "2026-06-01T00:00:00+02:00",
         *             "goal": {
         *               "kind": "distinct",
         *               "of": "days",
         *               "target": 5
         *             },
         *             "name": {
         *               "ca": "Cinc dies feiners a la feina",
         *               "en": "Five weekdays to work",
         *               "es": "Cinco laborables al trabajo"
         *             },
         *             "period": "week",
         *             "reward": {
         *               "points": 50
         *             },
         *             "starts_at": "2026-05-04T00:00:00+02:00",
         *             "template": "geofence",
         *             "value_tags": {
         *               "climate": 40,
         *               "health": 60
         *             },
         *             "where": {
         *               "end_zone_ids": [
         *                 "zone-of-the-city"
         *               ]
         *             },
         *             "who": {
         *               "kind": "joined"
         *             }
         *           },
         *           "feature": "C7",
         *           "fill_in": [
         *             "/where/end_zone_ids/0"
         *           ],
         *           "template": "geofence",
         *           "text": "Trips that end in a zone of your choice."
         *         }
         *       ]
         *     }
         */
        ChallengeTemplates: {
            /**
             * Templates
             * @description One or more for each kind of challenge.
             */
            templates: components["schemas"]["ChallengeTemplate"][];
        };
        /**
         * ChallengeWarning
         * @description What the operator may not have meant: `no_progress` (trips of this `vehicle_type` add nothing to the
         *     goal), `rewards_speed` (faster than 20 km/h) or `rewards_night` (only starts from 0 to 6 o'clock).
         * @example {
         *       "code": "no_progress",
         *       "pointer": "/goal/measure",
         *       "vehicle_type": "ebike"
         *     }
         */
        ChallengeWarning: {
            /**
             * Pointer
             * @description The place in the body, as a JSON pointer.
             */
            pointer: string;
            /**
             * Code
             * @description What it is: `no_progress`, `rewards_speed` or `rewards_night`.
             * @enum {string}
             */
            code: "no_progress" | "rewards_speed" | "rewards_night";
            /**
             * Vehicle Type
             * @description The vehicle whose trips add nothing.
             * @enum {string}
             */
            vehicle_type?: "bike" | "ebike";
        };
        /**
         * ChallengeWritten
         * @description What has become of a challenge.
         * @example {
         *       "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
         *       "state": "draft",
         *       "version": 1
         *     }
         */
        ChallengeWritten: {
            /**
             * Challenge Id
             * Format: uuid
             * @description The challenge.
             */
            challenge_id: string;
            /**
             * State
             * @description `draft`, `submitted`, `approved`, `published`, `paused` or `closed`.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "paused" | "closed";
            /**
             * Version
             * @description The version in force. 1 for what was never published.
             */
            version: number;
        };
        /**
         * ChangeAnswer
         * @description A body that was submitted: what the second key is asked to sign.
         * @example {
         *       "approvals": [],
         *       "body": {
         *         "reward": {
         *           "points": 600
         *         },
         *         "who": "all"
         *       },
         *       "body_hash": "6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a",
         *       "change_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "guards": [
         *         "high-rewards"
         *       ],
         *       "kind": "challenge",
         *       "organisation": "operator",
         *       "state": "submitted",
         *       "subject": {
         *         "id": "019aa000-0000-7000-8000-0000000000c1",
         *         "type": "challenge",
         *         "version": 1
         *       },
         *       "submitted_at": "2026-05-04T09:00:00Z"
         *     }
         */
        ChangeAnswer: {
            /**
             * Change Id
             * Format: uuid
             * @description The change that was submitted.
             */
            change_id: string;
            /**
             * Kind
             * @description What kind of rule it is.
             */
            kind: string;
            /** @description What it is about. */
            subject: components["schemas"]["SubjectAnswer"];
            /**
             * State
             * @description What has become of the change.
             * @enum {string}
             */
            state: "submitted" | "approved" | "refused" | "over" | "published";
            /**
             * Body
             * @description The rule as it would be in force.
             */
            body: {
                [key: string]: unknown;
            };
            /**
             * Body Hash
             * @description SHA-256 of the body in canonical form (RFC 8785), hexadecimal: what was signed.
             */
            body_hash: string;
            /**
             * Guards
             * @description The guards that cover the change.
             */
            guards: string[];
            /**
             * Organisation
             * @description Who did it: an operator, or the city.
             */
            organisation: string;
            /**
             * Submitted At
             * Format: date-time
             * @description When it was submitted.
             */
            submitted_at: string;
            /**
             * Approvals
             * @description Who has signed, and when.
             */
            approvals: components["schemas"]["ApprovalAnswer"][];
        };
        /**
         * ChangeList
         * @description Oldest first. Where several services are asked, `away` names those that do not answer for the moment:
         *     what they hold is missing.
         * @example {
         *       "changes": [
         *         {
         *           "approvals": [],
         *           "body": {
         *             "reward": {
         *               "points": 600
         *             },
         *             "who": "all"
         *           },
         *           "body_hash": "6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a",
         *           "change_id": "019aa000-0000-7000-8000-0000000000e1",
         *           "guards": [
         *             "high-rewards"
         *           ],
         *           "kind": "challenge",
         *           "organisation": "operator",
         *           "state": "submitted",
         *           "subject": {
         *             "id": "019aa000-0000-7000-8000-0000000000c1",
         *             "type": "challenge",
         *             "version": 1
         *           },
         *           "submitted_at": "2026-05-04T09:00:00Z"
         *         }
         *       ]
         *     }
         */
        ChangeList: {
            /**
             * Changes
             * @description The changes of this page of the list.
             */
            changes: components["schemas"]["ChangeAnswer"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
            /**
             * Away
             * @description Chains that do not answer for the moment: what they hold is missing. Left out where all have answered.
             */
            away?: string[];
        };
        /**
         * ChangedVerdict
         * @description Trips whose verdict would be another: how many, and of how many riders. `no_trip` stands for a ride of
         *     locks that is a trip only by the other limits.
         * @example {
         *       "after": "held",
         *       "before": "accepted",
         *       "riders": 17,
         *       "trips": 42
         *     }
         */
        ChangedVerdict: {
            /**
             * Before
             * @description The verdict by the limits that judge them now, or `no_trip`.
             */
            before: string;
            /**
             * After
             * @description The verdict by the tried limits, or `no_trip`.
             */
            after: string;
            /**
             * Trips
             * @description How many trips.
             */
            trips: number;
            /**
             * Riders
             * @description Of how many riders.
             */
            riders: number;
        };
        /**
         * Chunk
         * @description Points of a live trip, in any order. Chunks have numbers of their own, and may come in any order
         *     too.
         * @example {
         *       "points": [
         *         {
         *           "accuracy_m": 6.5,
         *           "at": "2026-05-04T07:30:05Z",
         *           "lat": 41.3901,
         *           "lon": 2.1702
         *         }
         *       ],
         *       "seq": 0
         *     }
         */
        Chunk: {
            /**
             * Seq
             * @description The number of the chunk, which its app gives: each has its own.
             */
            seq: number;
            /**
             * Points
             * @description Where the vehicle was, in any order.
             */
            points: components["schemas"]["TracePoint"][];
        };
        /**
         * ChunkTaken
         * @description The chunk is stored. What has arrived so far, so that an app can go on after a crash.
         * @example {
         *       "trace": {
         *         "closes_at": "2026-05-18T07:30:02Z",
         *         "points": 460,
         *         "seqs": [
         *           [
         *             0,
         *             7
         *           ]
         *         ]
         *       }
         *     }
         */
        ChunkTaken: {
            /** @description What has come of the trace. */
            trace: components["schemas"]["TraceHeard"];
        };
        /**
         * CityDay
         * @description Trips that started on a local day.
         */
        CityDay: {
            /**
             * Start Date
             * Format: date
             * @description The local day.
             */
            start_date: string;
            /**
             * Trips
             * @description Trips that began on the day. Left out where they are hidden.
             */
            trips?: number;
            /**
             * Suppressed
             * @description Whether the figure is hidden, because it could give riders away.
             */
            suppressed: boolean;
        };
        /**
         * CityDistrict
         * @description Trips that started in a district in the month. Without name and outline: outside every district.
         */
        CityDistrict: {
            /**
             * District Id
             * @description The district.
             */
            district_id: string;
            /**
             * Name
             * @description The district's name. Left out of trips outside all districts.
             */
            name?: string;
            /**
             * Outline
             * @description Rings of [lon, lat] in degrees; the last point of each is the first again.
             */
            outline?: number[][][];
            /**
             * Trips
             * @description Trips of the month that began in the district. Left out where they are hidden.
             */
            trips?: number;
            /**
             * Suppressed
             * @description Whether the figure is hidden, because it could give riders away.
             */
            suppressed: boolean;
        };
        /**
         * CityFigure
         * @description A figure of the whole city; `low` and `high` are its interval, where it has one. Suppressed: fewer than
         *     `k_value` riders made it, or it would give away a figure that they made.
         *
         *     `rider_keys` says of `riders` what was counted, where a source of these trips names no riders: `rider`,
         *     `bike` (each bike as one) and `trip` (each trip as one).
         */
        CityFigure: {
            /**
             * Value
             * @description The figure. Left out where it is hidden.
             */
            value?: number;
            /**
             * Low
             * @description The lower bound of the 95 % interval, where the figure has one.
             */
            low?: number;
            /**
             * High
             * @description The upper bound of the 95 % interval, where the figure has one.
             */
            high?: number;
            /**
             * Suppressed
             * @description Whether the figure is hidden, because it could give riders away.
             */
            suppressed: boolean;
            /**
             * Rider Keys
             * @description What was counted, where a source of these trips names no riders: `rider`, `bike` and `trip`.
             */
            rider_keys?: string[];
        };
        /**
         * CityFigures
         * @description What a city's page shows. Before the first trip there are no periods, and the lists are empty.
         *     `last_day` is the newest day that is told, the last one of `series`. `as_of` is the time of the newest
         *     event, or since when that day is told, if that was earlier.
         * @example {
         *       "as_of": "2026-11-01T09:14:00Z",
         *       "districts": [
         *         {
         *           "district_id": "02",
         *           "name": "Eixample",
         *           "suppressed": false,
         *           "trips": 912
         *         }
         *       ],
         *       "k_value": 10,
         *       "last_day": "2026-10-31",
         *       "periods": {
         *         "month": {
         *           "end_date": "2026-10-31",
         *           "interval": "P1M",
         *           "start_date": "2026-10-01",
         *           "until": "2026-10-31"
         *         },
         *         "previous_month": {
         *           "end_date": "2026-09-30",
         *           "interval": "P1M",
         *           "start_date": "2026-09-01",
         *           "until": "2026-09-30"
         *         },
         *         "previous_week": {
         *           "end_date": "2026-10-18",
         *           "interval": "P1W",
         *           "start_date": "2026-10-12",
         *           "until": "2026-10-18"
         *         },
         *         "week": {
         *           "end_date": "2026-10-25",
         *           "interval": "P1W",
         *           "start_date": "2026-10-19",
         *           "until": "2026-10-25"
         *         }
         *       },
         *       "series": [
         *         {
         *           "start_date": "2026-10-31",
         *           "suppressed": false,
         *           "trips": 97
         *         }
         *       ],
         *       "tiles": [
         *         {
         *           "definition": {
         *             "en": "Trips that count, on the local day and in the zone in which they started."
         *           },
         *           "id": "trips",
         *           "method": "Count of accepted trips.",
         *           "month": {
         *             "suppressed": false,
         *             "value": 3412
         *           },
         *           "name": {
         *             "ca": "Viatges",
         *             "en": "Trips",
         *             "es": "Viajes"
         *           },
         *           "previous_month": {
         *             "suppressed": false,
         *             "value": 3120
         *           },
         *           "previous_week": {
         *             "suppressed": true
         *           },
         *           "unit": "trips",
         *           "version": 1,
         *           "week": {
         *             "suppressed": false,
         *             "value": 801
         *           }
         *         }
         *       ]
         *     }
         */
        CityFigures: {
            /**
             * K Value
             * @description How many riders a figure needs to be shown.
             */
            k_value: number;
            /**
             * As Of
             * Format: date-time
             * @description The time of the newest event in the figures, to the minute; at most the one since when the newest day is told.
             */
            as_of?: string;
            /**
             * Last Day
             * Format: date
             * @description The newest day that is told: the last one of `series`.
             */
            last_day?: string;
            /** @description The periods of the figures. */
            periods?: components["schemas"]["CityPeriods"];
            /**
             * Tiles
             * @description The indicators of the whole city.
             */
            tiles: components["schemas"]["CityTile"][];
            /**
             * Series
             * @description Trips of the last 30 days that are over, day by day.
             */
            series: components["schemas"]["CityDay"][];
            /**
             * Districts
             * @description Trips of the month by district, with those outside all districts last.
             */
            districts: components["schemas"]["CityDistrict"][];
        };
        /**
         * CityPeriod
         * @description A calendar month or an ISO week: its local days, both inclusive. `until` is the newest day that its
         *     figures hold.
         */
        CityPeriod: {
            /**
             * Interval
             * @description Calendar days (`P1D`), ISO weeks (`P1W`) or months (`P1M`).
             * @enum {string}
             */
            interval: "P1D" | "P1W" | "P1M";
            /**
             * Start Date
             * Format: date
             * @description The first day, a local day of the city, inclusive.
             */
            start_date: string;
            /**
             * End Date
             * Format: date
             * @description The last day, a local day of the city, inclusive.
             */
            end_date: string;
            /**
             * Until
             * Format: date
             * @description The newest day that the figures hold.
             */
            until: string;
        };
        /**
         * CityPeriods
         * @description The periods of the tiles. The month may not be over yet; weeks are whole ones.
         */
        CityPeriods: {
            /** @description A month of the city, as `YYYY-MM`. */
            month: components["schemas"]["CityPeriod"];
            /** @description The month before. */
            previous_month: components["schemas"]["CityPeriod"];
            /** @description The newest whole ISO week. */
            week: components["schemas"]["CityPeriod"];
            /** @description The week before. */
            previous_week: components["schemas"]["CityPeriod"];
        };
        /**
         * CityTile
         * @description An indicator of the whole city, by period. Of climate it names the data behind it, and whether the
         *     counterfactual is a survey (`counterfactual_verified`) or an example.
         */
        CityTile: {
            /**
             * Id
             * @description The indicator.
             * @enum {string}
             */
            id: "trips" | "riders" | "distance_m" | "duration_s" | "energy_kcal" | "points" | "climate.net_kgco2e";
            /**
             * Unit
             * @description The unit of the figures.
             */
            unit: string;
            /**
             * Name
             * @description What the indicator is called, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Definition
             * @description What the figure counts, by language.
             */
            definition: {
                [key: string]: string;
            };
            /**
             * Method
             * @description How the figure is worked out.
             */
            method: string;
            /**
             * Version
             * @description The version of the method: it grows when the same trips give another figure.
             */
            version: number;
            /**
             * Factor Set Id
             * @description Which emission factors the figure is worked out from.
             */
            factor_set_id?: string;
            /**
             * Counterfactual Id
             * @description Which answers to the question of what riders would have taken instead the figure is worked out from.
             */
            counterfactual_id?: string;
            /**
             * Counterfactual Verified
             * @description Whether these answers come from a survey of this city. False: they are an example.
             */
            counterfactual_verified?: boolean;
            /** @description A month of the city, as `YYYY-MM`. */
            month: components["schemas"]["CityFigure"];
            /** @description The month before. */
            previous_month: components["schemas"]["CityFigure"];
            /** @description The newest whole ISO week. */
            week: components["schemas"]["CityFigure"];
            /** @description The week before. */
            previous_week: components["schemas"]["CityFigure"];
        };
        /**
         * ClimbRange
         * @description The least metres that the end lies above the start.
         */
        ClimbRange: {
            /**
             * Min
             * @description Metres that the end lies above the start, at least.
             */
            min: number;
        };
        /**
         * Codes
         * @description Codes of 1 to 64 printable ASCII characters. As a file (`text/csv`) there may be up to 100,000.
         * @example {
         *       "codes": [
         *         "GIFT-7K2M",
         *         "GIFT-9QX4"
         *       ]
         *     }
         */
        Codes: {
            /**
             * Codes
             * @description The codes, each 1 to 64 printable ASCII characters.
             */
            codes: string[];
        };
        /**
         * CodesAdded
         * @description How many codes have joined the pool, and how many were in it, or in what was sent, already.
         * @example {
         *       "added": 2,
         *       "duplicates": 0
         *     }
         */
        CodesAdded: {
            /**
             * Added
             * @description How many codes are new in the pool.
             */
            added: number;
            /**
             * Duplicates
             * @description How many codes were in the pool, or in what was sent, already.
             */
            duplicates: number;
        };
        /**
         * Column
         * @description What a column of the rows holds. Of climate it names the data behind it; where
         *     `counterfactual_verified` is false, these are an example and no survey.
         */
        Column: {
            /**
             * Name
             * @description The name of the column: of a dimension, an indicator, or a bound of its interval.
             */
            name: string;
            /**
             * Unit
             * @description The unit of the values.
             */
            unit: string;
            /**
             * Factor Set Id
             * @description Which emission factors the figure is worked out from.
             */
            factor_set_id?: string;
            /**
             * Counterfactual Id
             * @description Which answers to the question of what riders would have taken instead the figure is worked out from.
             */
            counterfactual_id?: string;
            /**
             * Counterfactual Verified
             * @description Whether these answers come from a survey of this city. False: they are an example.
             */
            counterfactual_verified?: boolean;
        };
        /**
         * Compared
         * @description What the comparison of tables has found. `balanced` is left out where there is no ledger.
         * @example {
         *       "agreed": [
         *         {
         *           "digest": "5f0c2f0e3f0b4b9e9f0a6f7d0c1b2a3e",
         *           "owner": "trips",
         *           "what": "distance_m"
         *         }
         *       ],
         *       "balanced": true,
         *       "differing": []
         *     }
         */
        Compared: {
            /**
             * Balanced
             * @description Whether the ledger sums to zero. Left out where there is no ledger.
             */
            balanced?: boolean;
            /**
             * Differing
             * @description Numbers that are not what they are derived from.
             */
            differing: components["schemas"]["Differing"][];
            /**
             * Agreed
             * @description Numbers that several services hold.
             */
            agreed: components["schemas"]["Agreed"][];
        };
        /**
         * ConditionBody
         * @description A condition on a fact: exactly one of `over`, `under`, `any_of` and `given`.
         */
        ConditionBody: {
            /**
             * Fact
             * @description The fact that is looked at. GET /v1/guards/{kind} lists those of a kind.
             */
            fact: string;
            /**
             * Over
             * @description The fact is a number above this.
             */
            over?: number;
            /**
             * Under
             * @description The fact is a number below this.
             */
            under?: number;
            /**
             * Any Of
             * @description The fact is one of these words, or a list that holds one of them.
             */
            any_of?: string[];
            /**
             * Given
             * @description Whether the fact is there at all.
             */
            given?: boolean;
        };
        /**
         * Confirmation
         * @description By which a partner finds the redemption in its own books.
         * @example {
         *       "reference": "order 2026-118"
         *     }
         */
        Confirmation: {
            /**
             * Reference
             * @description By which the partner finds it in its own books.
             */
            reference?: string;
        };
        /**
         * CorrectTrip
         * @description What is corrected of a trip; what is left out stays as it is. `started_at` stays within the trip's
         *     local day. A station may be named by any of its ids.
         * @example {
         *       "distance_m": 3000,
         *       "reason": "The odometer was reset during the trip."
         *     }
         */
        CorrectTrip: {
            /**
             * Distance M
             * @description Metres. Left out where the distance is unknown.
             */
            distance_m?: number;
            /**
             * Distance Source
             * @description Where the distance is from: `odometer`, `phone`, `trace` or `station_pair`. More may come.
             * @enum {string}
             */
            distance_source?: "odometer" | "trace" | "station_pair";
            /**
             * Started At
             * Format: date-time
             * @description When the trip began: an instant with its offset.
             */
            started_at?: string;
            /**
             * Ended At
             * Format: date-time
             * @description When the trip ended: an instant with its offset.
             */
            ended_at?: string;
            /**
             * Start Station Id
             * @description The station at which the trip began.
             */
            start_station_id?: string;
            /**
             * End Station Id
             * @description The station at which the trip ended.
             */
            end_station_id?: string;
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * CorridorBody
         * @description Zones that a trip passes in this order, with others between or not.
         */
        CorridorBody: {
            /**
             * Zone Ids In Order
             * @description The zones, in the order in which a trip passes them; others may lie between.
             */
            zone_ids_in_order: string[];
        };
        /**
         * DataSet
         * @description Data behind an indicator, named by its content.
         */
        DataSet: {
            /**
             * Id
             * @description The name of the data, under which figures refer to them.
             */
            id: string;
            /**
             * Kind
             * @description Emission factors (`factor_set`), or what riders would have taken instead (`counterfactual`).
             * @enum {string}
             */
            kind: "factor_set" | "counterfactual";
            /**
             * Valid From
             * Format: date
             * @description The day from which on the data hold.
             */
            valid_from: string;
            /**
             * Source
             * @description Where the data are from.
             */
            source: string;
            /**
             * Sha256
             * @description SHA-256 of the data, hexadecimal: data that change get another id.
             */
            sha256: string;
            /**
             * Verified
             * @description Whether the data come from a survey of this city. False: they are an example.
             */
            verified?: boolean;
            /**
             * Scope
             * @description Whether the factors are of the whole life cycle or of use alone.
             */
            scope?: string;
            /**
             * Unit
             * @description The unit of the factors.
             */
            unit?: string;
        };
        /**
         * Decided
         * @description What has become of a change. `guards` are those that still wait for a signature.
         * @example {
         *       "change_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "guards": [],
         *       "state": "approved"
         *     }
         */
        Decided: {
            /**
             * Change Id
             * Format: uuid
             * @description The change that was submitted.
             */
            change_id: string;
            /**
             * State
             * @description What has become of the change.
             * @enum {string}
             */
            state: "submitted" | "approved" | "refused" | "over" | "published";
            /**
             * Guards
             * @description The guards that the signature satisfies.
             */
            guards: string[];
        };
        /**
         * DecidedTrip
         * @description The verdict on a trip after its decision, and where the decision stood in the list.
         * @example {
         *       "index": 0,
         *       "reasons": [
         *         "decided"
         *       ],
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *       "verdict": "rejected"
         *     }
         */
        DecidedTrip: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Verdict
             * @description Today's verdict: `accepted`, `held`, `rejected` or `voided`. More may come.
             */
            verdict: string;
            /**
             * Reasons
             * @description Why the verdict is as it is; an accepted trip has none. More may come: `too_short` (under a minute), `too_long` (over 24 hours), `too_late` (told more than 14 days after its end), `too_fast` (over 45 km/h), `suspicious_speed` (over 30 km/h), `no_end` (nobody told its end), `mock_location` (the phone says that its places are made up), `trace_elsewhen` (most of the trace is of another time, or inaccurate), `trace_thin` (too few places), `trace_jumps` (places that cannot be reached from each other), `trace_gaps` (parts are missing), `off_station` (not at its stations), `standing` (hardly moves), `on_foot` (the speeds of somebody on foot), `motorised` (those of a motor vehicle), `too_even` (drawn, or run), `unconfirmed` (a second source is missing), `overlapping` (shares time with another trip of the rider), `vehicle_shared` (ridden by another rider meanwhile), `replayed` (the trace of an earlier trip), `many_accounts` (a phone of several riders), `told_twice` (beside an operator's ride of that day), `serial_tiny` (several tiny trips a day), `loop` (back and forth), `self_told_limit` (many trips that only a phone told), `strikes` (begun after three strikes), `merged` (part of another trip), `cancelled` (by its rider), `voided` (by the operator), `import_undone` (its import was taken back), `decided` (by the operator's review).
             */
            reasons: string[];
            /**
             * Index
             * @description The place of the item in what was sent, from 0.
             */
            index: number;
        };
        /**
         * DecidedTrips
         * @description An answer to each decision: in `decided`, or in `failures`.
         * @example {
         *       "decided": [
         *         {
         *           "index": 0,
         *           "reasons": [
         *             "decided"
         *           ],
         *           "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *           "verdict": "rejected"
         *         }
         *       ],
         *       "failures": []
         *     }
         */
        DecidedTrips: {
            /**
             * Decided
             * @description The decisions that were made, each with the verdict on its trip.
             */
            decided: components["schemas"]["DecidedTrip"][];
            /**
             * Failures
             * @description The items that were not taken, each with its problem.
             */
            failures: components["schemas"]["DecisionFailure"][];
        };
        /**
         * Decision
         * @description The operator's verdict in place of the rules'. Its rider reads the reason, which is the answer to an
         *     appeal that waits. `strike`, of a rejection only: the rider has cheated. It is told; after three in 90
         *     days new trips are held for 30 days.
         * @example {
         *       "reason": "The bike was on the ferry for a while.",
         *       "verdict": "accepted"
         *     }
         */
        Decision: {
            /**
             * Verdict
             * @description `accepted` or `rejected`.
             * @enum {string}
             */
            verdict: "accepted" | "rejected";
            /**
             * Reason
             * @description Why, in words. The rider reads it: it is the answer to an appeal that waits.
             */
            reason: string;
            /**
             * Strike
             * @description Whether the rider gets a strike with the decision. After three in 90 days new trips are held for 30 days.
             * @default false
             */
            strike: boolean;
        };
        /**
         * DecisionBody
         * @description The second key's decision on a change, and the reason. With a `change_id` the decision is refused if
         *     another change has replaced the one that was read.
         * @example {
         *       "decision": "approve",
         *       "mandate_ref": "Ple 2026/41",
         *       "reason": "The council has asked for it."
         *     }
         */
        DecisionBody: {
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
            /**
             * Decision
             * @description `approve` or `refuse`.
             * @enum {string}
             */
            decision: "approve" | "refuse";
            /**
             * Change Id
             * Format: uuid
             * @description The change that was submitted.
             */
            change_id?: string;
            /**
             * Mandate Ref
             * @description The decision of the city on which this rests.
             */
            mandate_ref?: string;
        };
        /**
         * DecisionFailure
         * @description A decision that was not made. `trip_id` is left out where it could not be read.
         */
        DecisionFailure: {
            /**
             * Index
             * @description The place of the item in what was sent, from 0.
             */
            index: number;
            /**
             * Trip Id
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id?: string;
            /**
             * Problem
             * @description Why the item was not taken.
             */
            problem: {
                [key: string]: unknown;
            };
        };
        /**
         * DecisionList
         * @description Oldest first. Where several chains are asked, `away` names those that do not answer for the moment:
         *     their lines are missing.
         * @example {
         *       "decisions": [
         *         {
         *           "at": "2026-05-04T09:00:00.000000Z",
         *           "chain": "challenges",
         *           "decision_id": "019aa000-0000-7000-8000-0000000000f1",
         *           "hash": "5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b",
         *           "kind": "challenge",
         *           "organisation": "operator",
         *           "reason": "Spring begins.",
         *           "reason_hash": "6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a",
         *           "reason_salt": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
         *           "role": "operator",
         *           "seq": 1,
         *           "step": "published",
         *           "subject": {
         *             "id": "019aa000-0000-7000-8000-0000000000c1",
         *             "type": "challenge",
         *             "version": 1
         *           }
         *         }
         *       ]
         *     }
         */
        DecisionList: {
            /**
             * Decisions
             * @description The lines of this page, oldest first.
             */
            decisions: components["schemas"]["LineAnswer"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
            /**
             * Away
             * @description Chains that do not answer for the moment: what they hold is missing. Left out where all have answered.
             */
            away?: string[];
        };
        /**
         * DecisionTold
         * @description The decision that stands on a trip, who made it and why. `strike`: it counts as one now.
         * @example {
         *       "decided_at": "2026-05-06T09:00:00Z",
         *       "organisation": "bicing",
         *       "reason": "You sat in a bus.",
         *       "role": "operator",
         *       "strike": true,
         *       "verdict": "rejected"
         *     }
         */
        DecisionTold: {
            /**
             * Verdict
             * @description Today's verdict: `accepted`, `held`, `rejected` or `voided`. More may come.
             */
            verdict: string;
            /**
             * Reason
             * @description Why, in the words of who decided.
             */
            reason: string;
            /**
             * Role
             * @description The role of who did it.
             */
            role: string;
            /**
             * Organisation
             * @description Who did it: an operator, or the city.
             */
            organisation: string;
            /**
             * Decided At
             * Format: date-time
             * @description When it was decided.
             */
            decided_at: string;
            /**
             * Strike
             * @description Whether the rider gets a strike with the decision. After three in 90 days new trips are held for 30 days.
             */
            strike?: boolean;
        };
        /**
         * Decisions
         * @description Up to 200 decisions, of each trip one.
         * @example {
         *       "decisions": [
         *         {
         *           "reason": "You sat in a bus.",
         *           "strike": true,
         *           "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *           "verdict": "rejected"
         *         }
         *       ]
         *     }
         */
        Decisions: {
            /**
             * Decisions
             * @description The decisions, each as the service reads it by itself: a bad one is a failure, and the others are made.
             */
            decisions: unknown[];
        };
        /**
         * Description
         * @description What more there is to say, in the languages of the city. English is always there.
         */
        Description: {
            /**
             * En
             * @description In English, which is read where another language is missing.
             */
            en: string;
            /**
             * Ca
             * @description In Catalan.
             */
            ca?: string;
            /**
             * Es
             * @description In Spanish.
             */
            es?: string;
        };
        /**
         * Differing
         * @description How many rows of a table hold another number than what they are derived from gives.
         * @example {
         *       "rows": 1,
         *       "what": "accounts.points"
         *     }
         */
        Differing: {
            /**
             * What
             * @description Which number: a table and its column, or a name that services share.
             */
            what: string;
            /**
             * Rows
             * @description How many rows of the table differ.
             */
            rows: number;
        };
        /**
         * Discovery
         * @description Everything that is measured, and by which data.
         * @example {
         *       "data": [
         *         {
         *           "id": "example-shares",
         *           "kind": "counterfactual",
         *           "sha256": "f1be6a26d6fc2dd1ccfc69d10c71b7fb03479bde13d510fcf5aeb89c5e4d8dd8",
         *           "source": "Example, not a survey: what riders would have taken instead. To be replaced by the city's own survey.",
         *           "valid_from": "2000-01-01",
         *           "verified": false
         *         },
         *         {
         *           "id": "itf-2020-life-cycle",
         *           "kind": "factor_set",
         *           "scope": "life_cycle",
         *           "sha256": "484752f4380db8151bea36b0318be6e6777a2a310c6368dac4183cbf132403e5",
         *           "source": "ITF (2020), Good to Go? Assessing the Environmental Performance of New Mobility. Data (c) OECD/ITF.",
         *           "unit": "g CO2e per passenger-km",
         *           "valid_from": "2000-01-01"
         *         },
         *         {
         *           "id": "itf-2020-use-phase",
         *           "kind": "factor_set",
         *           "scope": "use_phase",
         *           "sha256": "f5d2562b7dd07af93c78138c164149b92069f814f7c914fb60fd1a0a13dd71a9",
         *           "source": "ITF (2020), Good to Go? Assessing the Environmental Performance of New Mobility. Data (c) OECD/ITF.",
         *           "unit": "g CO2e per passenger-km",
         *           "valid_from": "2000-01-01"
         *         }
         *       ],
         *       "indicators": [
         *         {
         *           "definition": {
         *             "ca": "Viatges que compten, el dia local i a la zona on van començar.",
         *             "en": "Trips that count, on the local day and in the zone in which they started.",
         *             "es": "Viajes que cuentan, en el día local y la zona en que empezaron."
         *           },
         *           "dimensions": [
         *             "zone_id",
         *             "district_id"
         *           ],
         *           "id": "trips",
         *           "intervals": [
         *             "P1D",
         *             "P1W",
         *             "P1M"
         *           ],
         *           "k": 10,
         *           "method": "Count of accepted trips.",
         *           "name": {
         *             "ca": "Viatges",
         *             "en": "Trips",
         *             "es": "Viajes"
         *           },
         *           "unit": "trips",
         *           "version": 1
         *         },
         *         {
         *           "definition": {
         *             "ca": "Ciclistes diferents amb algun viatge que compta. No s'han de sumar per dies ni per zones: qui circula dos dies és un sol ciclista del mes. Si una font no identifica els ciclistes, cada bicicleta, o si no cada viatge, compta com un.",
         *             "en": "Different riders with a trip that counts. Not to be added up over days or zones: who rides on two days is one rider of the month. Where a source names no riders, each of its bikes, or else each trip, counts as one.",
         *             "es": "Ciclistas diferentes con algún viaje que cuenta. No se suman por días ni por zonas: quien circula dos días es un solo ciclista del mes. Si una fuente no identifica a los ciclistas, cada bicicleta, o si no cada viaje, cuenta como uno."
         *           },
         *           "dimensions": [
         *             "zone_id",
         *             "district_id"
         *           ],
         *           "id": "riders",
         *           "intervals": [
         *             "P1D",
         *             "P1W",
         *             "P1M"
         *           ],
         *           "k": 10,
         *           "method": "Exact count of distinct riders of accepted trips.",
         *           "name": {
         *             "ca": "Ciclistes",
         *             "en": "Riders",
         *             "es": "Ciclistas"
         *           },
         *           "unit": "riders",
         *           "version": 1
         *         },
         *         {
         *           "definition": {
         *             "ca": "Metres recorreguts, segons el registre o bé entre estacions. Els viatges de distància desconeguda no hi sumen res.",
         *             "en": "Metres ridden, as reported or else between stations. Trips of unknown distance add nothing.",
         *             "es": "Metros recorridos, según el registro o bien entre estaciones. Los viajes de distancia desconocida no suman nada."
         *           },
         *           "dimensions": [
         *             "zone_id",
         *             "district_id"
         *           ],
         *           "id": "distance_m",
         *           "intervals": [
         *             "P1D",
         *             "P1W",
         *             "P1M"
         *           ],
         *           "k": 10,
         *           "method": "Sum of distance_m of accepted trips.",
         *           "name": {
         *             "ca": "Distància",
         *             "en": "Distance",
         *             "es": "Distancia"
         *           },
         *           "unit": "m",
         *           "version": 1
         *         },
         *         {
         *           "definition": {
         *             "ca": "Segons des de l'inici fins al final dels viatges.",
         *             "en": "Seconds from start to end of the trips.",
         *             "es": "Segundos desde el inicio hasta el final de los viajes."
         *           },
         *           "dimensions": [
         *             "zone_id",
         *             "district_id"
         *           ],
         *           "id": "duration_s",
         *           "intervals": [
         *             "P1D",
         *             "P1W",
         *             "P1M"
         *           ],
         *           "k": 10,
         *           "method": "Sum of duration_s of accepted trips.",
         *           "name": {
         *             "ca": "Temps de viatge",
         *             "en": "Riding time",
         *             "es": "Tiempo de viaje"
         *           },
         *           "unit": "s",
         *           "version": 1
         *         },
         *         {
         *           "definition": {
         *             "ca": "Quilocalories que gasta una persona de 70 kg en els viatges, inclosa l'energia en repòs.",
         *             "en": "Kilocalories that a rider of 70 kg spends on the trips, resting energy included.",
         *             "es": "Kilocalorías que gasta una persona de 70 kg en los viajes, incluida la energía en reposo."
         *           },
         *           "dimensions": [
         *             "zone_id",
         *             "district_id"
         *           ],
         *           "id": "energy_kcal",
         *           "intervals": [
         *             "P1D",
         *             "P1W",
         *             "P1M"
         *           ],
         *           "k": 10,
         *           "method": "MET x 70 kg x hours (MET 6.8, e-bike 6.0; at most 60 minutes of a trip), whole kcal for each trip.",
         *           "name": {
         *             "ca": "Energia",
         *             "en": "Energy",
         *             "es": "Energía"
         *           },
         *           "unit": "kcal",
         *           "version": 1
         *         },
         *         {
         *           "definition": {
         *             "ca": "Punts donats, menys els retirats. Els d'un viatge són del seu dia i zona; el límit diari i les recompenses dels reptes no són de cap zona: són a la xifra de la ciutat i, on hi ha viatges que comencen fora de totes les zones, a la de fora.",
         *             "en": "Points given, less points taken back. Those of a trip belong to its day and zone; the day's limit and rewards of challenges belong to no zone: they are in the city's figure and, where trips start outside all zones, in that of outside.",
         *             "es": "Puntos dados, menos los retirados. Los de un viaje son de su día y zona; el límite diario y las recompensas de los retos no son de ninguna zona: están en la cifra de la ciudad y, donde hay viajes que empiezan fuera de todas las zonas, en la de fuera."
         *           },
         *           "dimensions": [
         *             "zone_id",
         *             "district_id"
         *           ],
         *           "id": "points",
         *           "intervals": [
         *             "P1D",
         *             "P1W",
         *             "P1M"
         *           ],
         *           "k": 10,
         *           "method": "Sum of the points that each source has given in all.",
         *           "name": {
         *             "ca": "Punts",
         *             "en": "Points",
         *             "es": "Puntos"
         *           },
         *           "unit": "points",
         *           "version": 1
         *         },
         *         {
         *           "definition": {
         *             "ca": "Emissions que els viatges han evitat, al llarg de tota la vida dels vehicles, respecte del que s'hauria fet servir en lloc seu. Per sota de zero: han emès més del que han substituït.",
         *             "en": "Emissions that the trips avoided, over the whole life of the vehicles, against what riders would have taken instead. Below zero: they emitted more than they replaced.",
         *             "es": "Emisiones que los viajes han evitado, a lo largo de toda la vida de los vehículos, respecto de lo que se habría usado en su lugar. Por debajo de cero: han emitido más de lo que han sustituido."
         *           },
         *           "dimensions": [
         *             "zone_id",
         *             "district_id"
         *           ],
         *           "id": "climate.net_kgco2e",
         *           "intervals": [
         *             "P1D",
         *             "P1W",
         *             "P1M"
         *           ],
         *           "k": 10,
         *           "method": "Sum of km x (sum of share x factor of each replaced mode - factor of the vehicle); .low and .high at the 95 % Wilson bounds of the car's share, the other shares rescaled.",
         *           "name": {
         *             "ca": "Balanç climàtic",
         *             "en": "Climate balance",
         *             "es": "Balance climático"
         *           },
         *           "unit": "kg CO2e",
         *           "version": 1
         *         }
         *       ],
         *       "k_value": 10
         *     }
         */
        Discovery: {
            /**
             * Indicators
             * @description What is measured.
             */
            indicators: components["schemas"]["Indicator"][];
            /**
             * K Value
             * @description How many riders a figure needs to be shown.
             */
            k_value: number;
            /**
             * Data
             * @description The data behind the indicators, named by their content.
             */
            data: components["schemas"]["DataSet"][];
        };
        /**
         * DistanceRange
         * @description Metres, both bounds included. `{min: 0}` asks that the distance is known.
         */
        DistanceRange: {
            /**
             * Min
             * @description The shortest distance that is in, in metres.
             */
            min?: number;
            /**
             * Max
             * @description The longest distance that is in, in metres.
             */
            max?: number;
        };
        /**
         * DistinctGoal
         * @description So many different ones. The target is left out where there are levels.
         */
        DistinctGoal: {
            /**
             * @description `distinct`: how many different ones. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "distinct";
            /**
             * Of
             * @description Of what different ones are counted. A district is the topmost zone in which a zone lies.
             * @enum {string}
             */
            of: "start_stations" | "end_stations" | "stations" | "zones" | "districts" | "days" | "weeks" | "vehicle_types" | "services";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target?: number;
        };
        /**
         * DistinctStep
         * @description So many different ones.
         */
        DistinctStep: {
            /**
             * @description `distinct`: how many different ones. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "distinct";
            /**
             * Of
             * @description Of what different ones are counted. A district is the topmost zone in which a zone lies.
             * @enum {string}
             */
            of: "start_stations" | "end_stations" | "stations" | "zones" | "districts" | "days" | "weeks" | "vehicle_types" | "services";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target: number;
            /** @description The conditions that a trip must meet to be counted: all of them. */
            where?: components["schemas"]["WhereBody"];
        };
        /**
         * DrawBody
         * @description A draw: which prizes there are, who gets tickets for them, and when. Tickets are counted `settle_hours`
         *     after it closes, and the winners drawn `wait_hours` later.
         * @example {
         *       "closes_at": "2026-06-01T00:00:00+02:00",
         *       "name": {
         *         "ca": "Els timbres de maig",
         *         "en": "The bells of May",
         *         "es": "Los timbres de mayo"
         *       },
         *       "opens_at": "2026-05-01T00:00:00+02:00",
         *       "prizes": [
         *         {
         *           "count": 3,
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *         }
         *       ],
         *       "settle_hours": 48,
         *       "terms": {
         *         "en": "One bell for each of three riders. Nobody wins twice."
         *       },
         *       "tickets": {
         *         "cost_points": 50,
         *         "from": "points",
         *         "per_rider_max": 20
         *       },
         *       "wait_hours": 1
         *     }
         */
        DrawBody: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /**
             * Opens At
             * Format: date-time
             * @description When it opens: trips from then on count, and tickets are sold.
             */
            opens_at: string;
            /**
             * Closes At
             * Format: date-time
             * @description When it closes: the first instant at which nobody takes part, leaves or buys any more.
             */
            closes_at: string;
            /**
             * Settle Hours
             * @description How many hours after it closes the tickets are counted, so that trips are known and judged by then.
             * @default 48
             */
            settle_hours: number;
            /**
             * Wait Hours
             * @description How many hours after the tickets are counted the winners are drawn, so that the list can be kept by others.
             * @default 1
             */
            wait_hours: number;
            /**
             * Prizes
             * @description What can be won, in the order in which it is drawn.
             */
            prizes: components["schemas"]["PrizeBody"][];
            /**
             * Tickets
             * @description What gives tickets.
             */
            tickets: components["schemas"]["TicketsFromPoints"] | components["schemas"]["TicketsFromTrips"] | components["schemas"]["TicketsFromStations"];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /** @description What riders accept who take part, by language. */
            terms: components["schemas"]["TermsBody"];
        };
        /**
         * DrawFile
         * @description What `rodem draw verify` recomputes. The list is a text of which each byte counts; seed and winners are
         *     there once the draw is drawn.
         * @example {
         *       "commitment": "72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793",
         *       "list": "af038b4450fa2f150449e28d7a2895c2 3\n",
         *       "list_hash": "b0b28a429cd0bf829c0b3dbc95e3f57c7edc053310e4cfdfb1bcde78b2574075",
         *       "prizes": [
         *         {
         *           "count": 1,
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *         }
         *       ],
         *       "seed": "0101010101010101010101010101010101010101010101010101010101010101",
         *       "winners": [
         *         {
         *           "number": 0,
         *           "pseudonym": "af038b4450fa2f150449e28d7a2895c2",
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *         }
         *       ]
         *     }
         */
        DrawFile: {
            /**
             * Commitment
             * @description SHA-256 of the seed, hexadecimal: public before anybody takes part, so that the seed cannot be chosen later.
             */
            commitment: string;
            /**
             * Seed
             * @description The seed, hexadecimal: shown once the winners are drawn, who follow from it and the list.
             */
            seed?: string;
            /**
             * List Hash
             * @description SHA-256 of the list, hexadecimal.
             */
            list_hash: string;
            /**
             * Prizes
             * @description What can be won, in the order in which it is drawn.
             */
            prizes: components["schemas"]["ShownPrize"][];
            /**
             * Winners
             * @description Who has won which prize, in the order of the prizes.
             */
            winners?: components["schemas"]["ShownWinner"][];
            /**
             * List
             * @description The list of tickets, as a text: a line `PSEUDONYM COUNT` for each holder, ordered by pseudonym, each with a line feed.
             */
            list: string;
        };
        /**
         * DrawList
         * @description Newest first.
         * @example {
         *       "draws": [
         *         {
         *           "closes_at": "2026-06-01T00:00:00+02:00",
         *           "commitment": "72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793",
         *           "draw_id": "019aa000-0000-7000-8000-0000000000c9",
         *           "drawn_at": "2026-06-02T23:00:40Z",
         *           "draws_at": "2026-06-02T23:00:20Z",
         *           "freezes_at": "2026-06-02T22:00:00Z",
         *           "frozen_at": "2026-06-02T22:00:20Z",
         *           "holders": 1,
         *           "list_hash": "b0b28a429cd0bf829c0b3dbc95e3f57c7edc053310e4cfdfb1bcde78b2574075",
         *           "name": {
         *             "ca": "Els timbres de maig",
         *             "en": "The bells of May",
         *             "es": "Los timbres de mayo"
         *           },
         *           "opens_at": "2026-05-01T00:00:00+02:00",
         *           "prizes": [
         *             {
         *               "count": 3,
         *               "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *             }
         *           ],
         *           "pseudonym_commitment": "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0",
         *           "published_at": "2026-04-28T09:00:00Z",
         *           "seed": "0101010101010101010101010101010101010101010101010101010101010101",
         *           "state": "drawn",
         *           "tickets": {
         *             "cost_points": 50,
         *             "from": "points",
         *             "per_rider_max": 20
         *           },
         *           "tickets_in_all": 3
         *         }
         *       ]
         *     }
         */
        DrawList: {
            /**
             * Draws
             * @description The draws of this page of the list.
             */
            draws: components["schemas"]["ListedDraw"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * DrawWritten
         * @description What has become of a draw. Once it is published, its commitments.
         * @example {
         *       "commitment": "72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793",
         *       "draw_id": "019aa000-0000-7000-8000-0000000000c9",
         *       "pseudonym_commitment": "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0",
         *       "state": "published"
         *     }
         */
        DrawWritten: {
            /**
             * Draw Id
             * Format: uuid
             * @description The draw.
             */
            draw_id: string;
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "frozen" | "drawn" | "cancelled";
            /**
             * Commitment
             * @description SHA-256 of the seed, hexadecimal: public before anybody takes part, so that the seed cannot be chosen later.
             */
            commitment?: string;
            /**
             * Pseudonym Commitment
             * @description SHA-256 of the key that makes the pseudonyms, hexadecimal.
             */
            pseudonym_commitment?: string;
        };
        /**
         * DurationRange
         * @description Seconds, both bounds included.
         */
        DurationRange: {
            /**
             * Min
             * @description The shortest duration that is in, in seconds.
             */
            min?: number;
            /**
             * Max
             * @description The longest duration that is in, in seconds.
             */
            max?: number;
        };
        /**
         * EarnedBadge
         * @description A badge, and the local day on which it was first deserved. There may be more badges.
         */
        EarnedBadge: {
            /**
             * Badge Id
             * @description The badge.
             */
            badge_id: string;
            /**
             * Earned On
             * Format: date
             * @description The local day on which it was first deserved.
             */
            earned_on: string;
        };
        /**
         * Ending
         * @description How a live trip ends. `distance_m` is what the phone says; a trace is believed before it.
         * @example {
         *       "end_station_id": "7",
         *       "ended_at": "2026-05-04T07:50:00Z"
         *     }
         */
        Ending: {
            /**
             * Ended At
             * Format: date-time
             * @description When the trip ended: an instant with its offset.
             */
            ended_at: string;
            /**
             * End Station Id
             * @description The station at which the trip ended.
             */
            end_station_id?: string;
            /**
             * Distance M
             * @description Metres. Left out where the distance is unknown.
             */
            distance_m?: number;
        };
        /**
         * Entry
         * @description The rider's part in a challenge. `name` is by language, as in the challenge. `progress` and `target`
         *     are in `unit`. `period_start` is the first day of the period, left out where the challenge has none;
         *     `level` how many levels are reached, left out where it has none. `reward_points` is what completing it
         *     gives. `state` is `open`, `paused`, `completed` or `over` (ended, and not completed). Units and states may
         *     become more.
         */
        Entry: {
            /**
             * Challenge Id
             * Format: uuid
             * @description The challenge.
             */
            challenge_id: string;
            /** @description Whose progress it is: the rider's own, or that of a group that the rider is in. */
            participant: components["schemas"]["Participant"];
            /**
             * Period Start
             * Format: date
             * @description The first local day of the period, where the challenge has periods.
             */
            period_start?: string;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Progress
             * @description How far the rider is, in `unit`. Not cut at the target.
             */
            progress: number;
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target: number;
            /**
             * Unit
             * @description In what the numbers are told. Units may become more.
             */
            unit: string;
            /**
             * Level
             * @description How many levels are reached, where the challenge has levels.
             */
            level?: number;
            /**
             * Reward Points
             * @description Points that completing the entry gives.
             */
            reward_points: number;
            /**
             * Ends At
             * Format: date-time
             * @description When it ends: the first instant that is out.
             */
            ends_at: string;
            /**
             * State
             * @description `open`, `paused`, `completed` or `over` (ended, and not completed). More may come.
             */
            state: string;
            /**
             * Completed At
             * Format: date-time
             * @description When the entry was first counted as completed. Left out while it is not.
             */
            completed_at?: string;
        };
        /**
         * EntryReward
         * @description What an entry gives, once: at least one of these.
         */
        EntryReward: {
            /**
             * Points
             * @description Points, once per entry.
             */
            points?: number;
            /**
             * Badge Id
             * @description The badge, once per entry.
             */
            badge_id?: string;
            /** @description Tickets of a draw, once per entry. */
            tickets?: components["schemas"]["TicketsReward"];
        };
        /**
         * EventFailure
         * @description An event that did not land: its index in the batch, and the code of the problem.
         */
        EventFailure: {
            /**
             * Index
             * @description The place of the item in what was sent, from 0.
             */
            index: number;
            /**
             * Code
             * @description The name of the problem. It never changes, and /problems/{code} explains it.
             */
            code: string;
        };
        /**
         * EventsReport
         * @description `rides` were completed or changed by this call; `waiting` of its unlocks have no lock yet;
         *     `duplicates` of its events were known.
         * @example {
         *       "duplicates": 1,
         *       "failures": [
         *         {
         *           "code": "event-conflict",
         *           "index": 2
         *         }
         *       ],
         *       "rides": 1,
         *       "waiting": 0
         *     }
         */
        EventsReport: {
            /**
             * Rides
             * @description How many rides this call completed or changed.
             */
            rides: number;
            /**
             * Waiting
             * @description How many unlocks of this call have no lock yet.
             */
            waiting: number;
            /**
             * Duplicates
             * @description How many events the system had already. They change nothing.
             */
            duplicates: number;
            /**
             * Failures
             * @description The events that were not taken.
             */
            failures: components["schemas"]["EventFailure"][];
        };
        /**
         * ExpiringPoints
         * @description Points that are good up to and with the local day `on`.
         */
        ExpiringPoints: {
            /**
             * On
             * Format: date
             * @description The last local day on which these points are good.
             */
            on: string;
            /**
             * Points
             * @description Points: to the rider above 0, from the rider below.
             */
            points: number;
        };
        /**
         * Expiry
         * @description After how many months points expire, counted from the end of the month in which they were earned.
         *     Months that begin less than 30 days after `since` are left out.
         * @example {
         *       "months": 24,
         *       "since": "2026-11-20T09:00:00Z"
         *     }
         */
        Expiry: {
            /**
             * Months
             * @description For so many months after the month in which they were earned points are good.
             */
            months: number;
            /**
             * Since
             * Format: date-time
             * @description When the city first ran with this setting.
             */
            since: string;
        };
        /**
         * Explanation
         * @description Which rule, in which version, and why in words.
         */
        Explanation: {
            /**
             * Rule
             * @description The rule by which the points were given.
             */
            rule: string;
            /**
             * Version
             * @description The version of the rule.
             */
            version: number;
            /**
             * Text
             * @description In words, in the reader's language.
             */
            text: string;
        };
        /**
         * Feed
         * @description GBFS `station_information`, 1.1 to 3.0. `last_updated` tells since when the positions hold.
         * @example {
         *       "data": {
         *         "stations": [
         *           {
         *             "capacity": 27,
         *             "elevation_m": 32,
         *             "lat": 41.3886,
         *             "lon": 2.1668,
         *             "name": "Rambla de Catalunya, 2",
         *             "station_id": "41"
         *           }
         *         ]
         *       },
         *       "last_updated": 1777880000
         *     }
         */
        Feed: {
            /**
             * Last Updated
             * @description From when on the feed holds: seconds since 1970, or RFC 3339. Left out: from now on.
             */
            last_updated?: number | string;
            /** @description The feed's `data`, with its stations. */
            data: components["schemas"]["Stations"];
        };
        /**
         * Figures
         * @description A row for each period and place. What too few riders made is null, and named in `suppressed`.
         * @example {
         *       "columns": [
         *         {
         *           "name": "start_date",
         *           "unit": "date"
         *         },
         *         {
         *           "name": "trips",
         *           "unit": "trips"
         *         }
         *       ],
         *       "query": {
         *         "dimensions": [],
         *         "end_date": "2026-05-02",
         *         "filters": [],
         *         "interval": "P1D",
         *         "k_value": 10,
         *         "measures": [
         *           "trips"
         *         ],
         *         "start_date": "2026-05-01"
         *       },
         *       "rows": [
         *         [
         *           "2026-05-01",
         *           412
         *         ],
         *         [
         *           "2026-05-02",
         *           null
         *         ]
         *       ],
         *       "suppressed": [
         *         {
         *           "start_date": "2026-05-02"
         *         }
         *       ]
         *     }
         */
        Figures: {
            /** @description The query as it was understood. */
            query: components["schemas"]["AnsweredQuery"];
            /**
             * Columns
             * @description What each value of a row is, in the same order.
             */
            columns: components["schemas"]["Column"][];
            /**
             * Rows
             * @description A row for each period and place. A hidden figure is null.
             */
            rows: unknown[][];
            /**
             * Suppressed
             * @description The period, and the place, of each row that is hidden.
             */
            suppressed: {
                [key: string]: string;
            }[];
        };
        /**
         * Filter
         * @description Only these places.
         */
        Filter: {
            /**
             * Name
             * @description The dimension: `zone_id` or `district_id`.
             * @enum {string}
             */
            name: "zone_id" | "district_id";
            /**
             * Values
             * @description The ids of the places.
             */
            values: string[];
        };
        /**
         * ForecastAnswer
         * @description What the campaign will have given in the end if it goes on as in the last days, and the local day on
         *     which its budget will be used up; without that day nothing was spent of late, or it is over.
         * @example {
         *       "points": 96000
         *     }
         */
        ForecastAnswer: {
            /**
             * Points
             * @description The points that it will have spent and promised in the end.
             */
            points: number;
            /**
             * Ends On
             * Format: date
             * @description The local day on which its budget will be used up, left out if that is after its end.
             */
            ends_on?: string;
        };
        /**
         * FullDraw
         * @description A draw with its terms and, once it is drawn, its winners: all but the list of tickets.
         * @example {
         *       "closes_at": "2026-06-01T00:00:00+02:00",
         *       "commitment": "72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793",
         *       "draw_id": "019aa000-0000-7000-8000-0000000000c9",
         *       "drawn_at": "2026-06-02T23:00:40Z",
         *       "draws_at": "2026-06-02T23:00:20Z",
         *       "freezes_at": "2026-06-02T22:00:00Z",
         *       "frozen_at": "2026-06-02T22:00:20Z",
         *       "holders": 1,
         *       "list_hash": "b0b28a429cd0bf829c0b3dbc95e3f57c7edc053310e4cfdfb1bcde78b2574075",
         *       "name": {
         *         "ca": "Els timbres de maig",
         *         "en": "The bells of May",
         *         "es": "Los timbres de mayo"
         *       },
         *       "opens_at": "2026-05-01T00:00:00+02:00",
         *       "prizes": [
         *         {
         *           "count": 3,
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *         }
         *       ],
         *       "pseudonym_commitment": "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0",
         *       "published_at": "2026-04-28T09:00:00Z",
         *       "seed": "0101010101010101010101010101010101010101010101010101010101010101",
         *       "state": "drawn",
         *       "terms": {
         *         "en": "One bell for each of three riders. Nobody wins twice."
         *       },
         *       "tickets": {
         *         "cost_points": 50,
         *         "from": "points",
         *         "per_rider_max": 20
         *       },
         *       "tickets_in_all": 3,
         *       "winners": [
         *         {
         *           "number": 0,
         *           "pseudonym": "af038b4450fa2f150449e28d7a2895c2",
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *         }
         *       ]
         *     }
         */
        FullDraw: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /**
             * Opens At
             * Format: date-time
             * @description When it opens: trips from then on count, and tickets are sold.
             */
            opens_at: string;
            /**
             * Closes At
             * Format: date-time
             * @description When it closes: the first instant at which nobody takes part, leaves or buys any more.
             */
            closes_at: string;
            /**
             * Settle Hours
             * @description How many hours after it closes the tickets are counted, so that trips are known and judged by then.
             * @default 48
             */
            settle_hours: number;
            /**
             * Wait Hours
             * @description How many hours after the tickets are counted the winners are drawn, so that the list can be kept by others.
             * @default 1
             */
            wait_hours: number;
            /**
             * Prizes
             * @description What can be won, in the order in which it is drawn.
             */
            prizes: components["schemas"]["PrizeBody"][];
            /**
             * Tickets
             * @description What gives tickets.
             */
            tickets: components["schemas"]["TicketsFromPoints"] | components["schemas"]["TicketsFromTrips"] | components["schemas"]["TicketsFromStations"];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /** @description What riders accept who take part, by language. */
            terms: components["schemas"]["TermsBody"];
            /**
             * Draw Id
             * Format: uuid
             * @description The draw.
             */
            draw_id: string;
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "frozen" | "drawn" | "cancelled";
            /**
             * Commitment
             * @description SHA-256 of the seed, hexadecimal: public before anybody takes part, so that the seed cannot be chosen later.
             */
            commitment?: string;
            /**
             * Pseudonym Commitment
             * @description SHA-256 of the key that makes the pseudonyms, hexadecimal.
             */
            pseudonym_commitment?: string;
            /**
             * Published At
             * Format: date-time
             * @description When it was published.
             */
            published_at?: string;
            /**
             * Stopped Until
             * Format: date-time
             * @description Until when the city has stopped it: nobody takes part or buys, and nothing is counted or drawn.
             */
            stopped_until?: string;
            /**
             * Freezes At
             * Format: date-time
             * @description From when on the tickets are counted.
             */
            freezes_at: string;
            /**
             * Frozen At
             * Format: date-time
             * @description When the tickets were counted. What comes later changes nothing.
             */
            frozen_at?: string;
            /**
             * List Hash
             * @description SHA-256 of the list, hexadecimal.
             */
            list_hash?: string;
            /**
             * Holders
             * @description How many riders have tickets.
             */
            holders?: number;
            /**
             * Tickets In All
             * @description How many tickets there are.
             */
            tickets_in_all?: number;
            /**
             * Draws At
             * Format: date-time
             * @description From when on the winners are drawn.
             */
            draws_at?: string;
            /**
             * Drawn At
             * Format: date-time
             * @description When the winners were drawn.
             */
            drawn_at?: string;
            /**
             * Seed
             * @description The seed, hexadecimal: shown once the winners are drawn, who follow from it and the list.
             */
            seed?: string;
            /**
             * Cancelled At
             * Format: date-time
             * @description When it was cancelled.
             */
            cancelled_at?: string;
            /**
             * Winners
             * @description Who has won which prize, in the order of the prizes.
             */
            winners?: components["schemas"]["ShownWinner"][];
        };
        /**
         * GroupBody
         * @description Challenges of which a rider can be in so many at a time.
         */
        GroupBody: {
            /**
             * Group Id
             * @description The group.
             */
            group_id: string;
            /**
             * Choose
             * @description In so many of the group a rider can be at a time.
             */
            choose: number;
        };
        /**
         * GroupPlace
         * @description A team, district or workplace on a board. Equal ones share a rank, and the next one is left out.
         */
        GroupPlace: {
            /**
             * Rank
             * @description 1 + how many have more points. Riders with equal points share a rank.
             */
            rank: number;
            /**
             * Group Id
             * @description The team, district or workplace.
             */
            group_id: string;
            /**
             * Name
             * @description The name.
             */
            name: string;
            /**
             * Points
             * @description Of a team the points of its riders together; of a district or workplace the points per rider, rounded down.
             */
            points: number;
        };
        /**
         * GuardBody
         * @description A rule: a change that meets all conditions of `when` needs the second key. An empty `when` covers every
         *     change. `second` is the city by default.
         * @example {
         *       "guard_id": "high-rewards",
         *       "mandate_ref": "Ple 2026/41",
         *       "reason": "The council has asked for it.",
         *       "when": [
         *         {
         *           "fact": "reward_points",
         *           "over": 500
         *         }
         *       ]
         *     }
         */
        GuardBody: {
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
            /**
             * Guard Id
             * @description The name of the guard.
             */
            guard_id: string;
            /**
             * When
             * @description What must hold for the guard to cover a change: all of it. Empty: it covers every change.
             */
            when: components["schemas"]["ConditionBody"][];
            /**
             * Second
             * @description The role that signs second.
             * @enum {string}
             */
            second?: "city" | "auditor" | "operator";
            /**
             * Veto Hours
             * @description After so many hours the change may be published, unless it was refused.
             */
            veto_hours?: number;
            /**
             * Mandate Ref
             * @description The decision of the city on which this rests.
             */
            mandate_ref: string;
        };
        /**
         * Guards
         * @description What the city guards of a kind, and the facts that guards may ask of it. Version 0 guards nothing.
         *     `built_in` are guards that are always there besides.
         * @example {
         *       "facts": {
         *         "reward_points": "number"
         *       },
         *       "guards": [
         *         {
         *           "guard_id": "high-rewards",
         *           "mandate_ref": "Ple 2026/41",
         *           "reason": "The council has asked for it.",
         *           "when": [
         *             {
         *               "fact": "reward_points",
         *               "over": 500
         *             }
         *           ]
         *         }
         *       ],
         *       "kind": "challenge",
         *       "version": 1
         *     }
         */
        Guards: {
            /**
             * Kind
             * @description What kind of rule it is.
             */
            kind: string;
            /**
             * Version
             * @description Counts how often the guards of this kind were set.
             */
            version: number;
            /**
             * Guards
             * @description The guards in force.
             */
            guards: components["schemas"]["GuardBody"][];
            /**
             * Facts
             * @description What conditions may look at, and whether each is a number, a text or a list.
             */
            facts: {
                [key: string]: "number" | "text" | "list";
            };
            /**
             * Built In
             * @description Guards that are always there. Left out where there are none.
             */
            built_in?: components["schemas"]["BuiltInGuard"][];
        };
        /**
         * GuardsBody
         * @description All guards of a kind. A guard that is not in the list is removed.
         * @example {
         *       "guards": [
         *         {
         *           "guard_id": "high-rewards",
         *           "mandate_ref": "Ple 2026/41",
         *           "reason": "The council has asked for it.",
         *           "when": [
         *             {
         *               "fact": "reward_points",
         *               "over": 500
         *             }
         *           ]
         *         }
         *       ]
         *     }
         */
        GuardsBody: {
            /**
             * Guards
             * @description All guards of the kind from now on.
             */
            guards: components["schemas"]["GuardBody"][];
        };
        /**
         * Heard
         * @description How far a service has applied a topic. `stopped` is left out while it goes on.
         * @example {
         *       "position": 48210,
         *       "topic": "trips"
         *     }
         */
        Heard: {
            /**
             * Topic
             * @description The topic; with `@kafka` behind it, its positions on Kafka.
             */
            topic: string;
            /**
             * Position
             * @description How many events of the topic are applied or set aside.
             */
            position: number;
            /**
             * Stopped
             * @description Why the service does not go on with the topic: `dead_letters`, `other_log` or `events_missing`. Left out while it goes on.
             */
            stopped?: string;
        };
        /**
         * HoursBody
         * @description Local hours from `from` (inclusive) to `to` (exclusive). From 22 to 6 goes past midnight.
         */
        HoursBody: {
            /**
             * From
             * @description The first local hour that is in.
             */
            from: number;
            /**
             * To
             * @description The first local hour that is out; 24 is midnight.
             */
            to: number;
        };
        /**
         * ImportBegun
         * @description The import that trips can come with now.
         * @example {
         *       "import_id": "01972b1c-5b7e-7a43-8f3c-2f6f4f9c7d21"
         *     }
         */
        ImportBegun: {
            /**
             * Import Id
             * Format: uuid
             * @description The import: a named batch of trips, which can be taken back as a whole.
             */
            import_id: string;
        };
        /**
         * ImportTakenBack
         * @description How many trips of the import this request has taken back, and how many are left: repeat it until none
         *     is.
         * @example {
         *       "import_id": "01972b1c-5b7e-7a43-8f3c-2f6f4f9c7d21",
         *       "left": 47210,
         *       "voided": 1000
         *     }
         */
        ImportTakenBack: {
            /**
             * Import Id
             * Format: uuid
             * @description The import: a named batch of trips, which can be taken back as a whole.
             */
            import_id: string;
            /**
             * Voided
             * @description How many trips this request has taken back.
             */
            voided: number;
            /**
             * Left
             * @description How many trips of the import are left to be taken back.
             */
            left: number;
        };
        /**
         * Imports
         * @description Newest first.
         * @example {
         *       "imports": [
         *         {
         *           "began_at": "2026-06-01T06:00:00Z",
         *           "import_id": "01972b1c-5b7e-7a43-8f3c-2f6f4f9c7d21",
         *           "name": "202605-trips.csv",
         *           "trips": 48210
         *         }
         *       ]
         *     }
         */
        Imports: {
            /**
             * Imports
             * @description The imports of this page of the list.
             */
            imports: components["schemas"]["ListedImport"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * ImproveGoal
         * @description More of the measure than the rider's own in the `baseline_weeks` ISO weeks before: by `percent`, but at
         *     least `target_min` and at most `target_max`.
         */
        ImproveGoal: {
            /**
             * @description `improve`: more than the rider's own of the weeks before. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "improve";
            /**
             * Measure
             * @description What is added up: `trips` (1 each), metres, seconds or kilocalories; of a challenge metres climbed, or grams of CO2e saved, too.
             * @enum {string}
             */
            measure: "trips" | "distance_m" | "duration_s" | "energy_kcal" | "climb_m" | "co2e_saved_g";
            /**
             * Percent
             * @description By so many percent more.
             */
            percent: number;
            /**
             * Baseline Weeks
             * @description So many ISO weeks before the period are compared with.
             */
            baseline_weeks: number;
            /**
             * Target Min
             * @description The target is no less than this.
             */
            target_min: number;
            /**
             * Target Max
             * @description The target is no more than this.
             */
            target_max: number;
        };
        /**
         * Indicator
         * @description What is measured, and how. Fewer than `k` riders are never shown.
         */
        Indicator: {
            /**
             * Id
             * @description The name of the indicator, under which it is asked for.
             * @enum {string}
             */
            id: "trips" | "riders" | "distance_m" | "duration_s" | "energy_kcal" | "points" | "climate.net_kgco2e";
            /**
             * Name
             * @description What the indicator is called, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Unit
             * @description The unit of the figures.
             */
            unit: string;
            /**
             * Definition
             * @description What the figure counts, by language.
             */
            definition: {
                [key: string]: string;
            };
            /**
             * Method
             * @description How the figure is worked out.
             */
            method: string;
            /**
             * Version
             * @description The version of the method: it grows when the same trips give another figure.
             */
            version: number;
            /**
             * Dimensions
             * @description By what figures can be split.
             */
            dimensions: ("zone_id" | "district_id")[];
            /**
             * Intervals
             * @description The periods for which there are figures.
             */
            intervals: ("P1D" | "P1W" | "P1M")[];
            /**
             * K
             * @description How many riders a figure needs to be shown.
             */
            k: number;
        };
        /**
         * IndicatorQuery
         * @description Which indicators, of which periods and places. Days are local ones of the city, both inclusive.
         * @example {
         *       "end_date": "2026-05-02",
         *       "interval": "P1D",
         *       "measures": [
         *         "trips"
         *       ],
         *       "start_date": "2026-05-01"
         *     }
         */
        IndicatorQuery: {
            /**
             * Measures
             * @description The indicators that are asked for, by id.
             */
            measures: ("trips" | "riders" | "distance_m" | "duration_s" | "energy_kcal" | "points" | "climate.net_kgco2e")[];
            /**
             * Interval
             * @description Calendar days (`P1D`), ISO weeks (`P1W`) or months (`P1M`).
             * @enum {string}
             */
            interval: "P1D" | "P1W" | "P1M";
            /**
             * Start Date
             * Format: date
             * @description The first day, a local day of the city, inclusive.
             */
            start_date: string;
            /**
             * End Date
             * Format: date
             * @description The last day, a local day of the city, inclusive.
             */
            end_date: string;
            /**
             * Dimensions
             * @description By what the figures are split: at most one of `zone_id` and `district_id`. None: of the whole city.
             * @default []
             */
            dimensions: ("zone_id" | "district_id")[];
            /**
             * Filters
             * @description Only these places.
             * @default []
             */
            filters: components["schemas"]["Filter"][];
        };
        /**
         * Invited
         * @description A code that invites to a team, as it was typed: blanks, dashes and small letters do not matter.
         * @example {
         *       "invite": "7HQ2-0WPK-M3VX-4"
         *     }
         */
        Invited: {
            /**
             * Invite
             * @description A code that invites, to hand over. Blanks, dashes and small letters do not matter.
             */
            invite: string;
        };
        /**
         * JobAsked
         * @description What was asked for is done beside requests. `GET /v1/jobs/rewards/{job_id}` says how far it is.
         * @example {
         *       "job_id": "019aa000-0000-7000-8000-0000000000b7"
         *     }
         */
        JobAsked: {
            /**
             * Job Id
             * Format: uuid
             * @description The job.
             */
            job_id: string;
        };
        /**
         * Leaderboard
         * @description The first 100 of a board: of riders, or of groups. A board of fewer than 10 riders is empty, and
         *     districts and workplaces of fewer than 10 riders are not on it.
         * @example {
         *       "board_id": "week-riders-all",
         *       "period": "2026-W47",
         *       "top": [
         *         {
         *           "nickname": "Núria 2",
         *           "points": 412,
         *           "rank": 1
         *         },
         *         {
         *           "nickname": "d'en Biel",
         *           "points": 390,
         *           "rank": 2
         *         }
         *       ]
         *     }
         */
        Leaderboard: {
            /**
             * Board Id
             * @description The leaderboard: how long it counts, of whom, and which trips or riders.
             */
            board_id: string;
            /**
             * Period
             * @description The period. Left out for a board that counts for ever.
             */
            period?: string;
            /**
             * Top
             * @description The first 100, in the order of points and then of nicknames.
             */
            top: components["schemas"]["BoardPlace"][] | components["schemas"]["GroupPlace"][];
        };
        /**
         * LevelBody
         * @description A stage of an entry, and what it gives. The target is in the unit of the goal.
         */
        LevelBody: {
            /**
             * Target
             * @description What the level begins with, in the unit of the goal.
             */
            target: number;
            /**
             * Points
             * @description The points that the level gives, besides those of the levels before.
             */
            points: number;
            /**
             * Badge Id
             * @description The badge that the level gives.
             */
            badge_id?: string;
        };
        /**
         * Levels
         * @description The lifetime points from which each level begins, from level 1 on. `version` counts the changes.
         * @example {
         *       "from_points": [
         *         0,
         *         500,
         *         2000,
         *         5000,
         *         12000,
         *         30000
         *       ],
         *       "version": 1
         *     }
         */
        Levels: {
            /**
             * Version
             * @description How often they were set.
             */
            version: number;
            /**
             * From Points
             * @description The lifetime points from which each level begins, from level 1 on.
             */
            from_points: number[];
        };
        /**
         * LevelsBody
         * @description The lifetime points from which each level begins, from level 1 on, and why they change.
         * @example {
         *       "from_points": [
         *         0,
         *         500,
         *         2000,
         *         5000,
         *         12000,
         *         30000
         *       ],
         *       "reason": "The council has asked for it."
         *     }
         */
        LevelsBody: {
            /**
             * From Points
             * @description The lifetime points from which each level begins, from level 1 on.
             */
            from_points: number[];
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * LimitsBody
         * @description What trips are judged by from a local day on, and why it changes. What is not named stays as in the
         *     version before. The reason is no part of the limits.
         * @example {
         *       "bike": {
         *         "surge": 0.28,
         *         "tiny_n": 4
         *       },
         *       "ebike": {
         *         "tiny_n": 4
         *       },
         *       "reason": "The council has asked for it.",
         *       "valid_from": "2099-03-01"
         *     }
         */
        LimitsBody: {
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
            /**
             * Valid From
             * Format: date
             * @description The first local day of which it judges the trips. It must be after today.
             */
            valid_from: string;
            /** @description What changes for bikes without a motor. */
            bike?: components["schemas"]["LimitsChanged"];
            /** @description What changes for bikes with a motor. */
            ebike?: components["schemas"]["LimitsChanged"];
        };
        /**
         * LimitsChanged
         * @description Limits of a type of vehicle that change. What is not named stays as in the version before.
         */
        LimitsChanged: {
            /**
             * Accuracy M Max
             * @description A point is dropped if it is less accurate.
             */
            accuracy_m_max?: number;
            /**
             * Window S
             * @description A point is dropped if it lies farther outside the trip's minutes.
             */
            window_s?: number;
            /**
             * Jump Mps
             * @description A point can be reached from another within `jump_m` and so much for each second between them.
             */
            jump_mps?: number;
            /**
             * Jump M
             * @description How far a point may be from another beyond what `jump_mps` allows.
             */
            jump_m?: number;
            /**
             * Bin S
             * @description The points of so many seconds of the clock become one place: their medians of time, east and north.
             */
            bin_s?: number;
            /**
             * Step M
             * @description A place counts toward the metres once it lies so far from the last that counted.
             */
            step_m?: number;
            /**
             * Edge S
             * @description Minutes that the trace lacks at either end are a hole if they are more than this.
             */
            edge_s?: number;
            /**
             * Touch S
             * @description Two trips whose times come from two clocks may overlap by so much.
             */
            touch_s?: number;
            /**
             * Match Slack S
             * @description A phone's minutes are widened by this on both sides before they are compared with a ride's.
             */
            match_slack_s?: number;
            /**
             * Match Share
             * @description A phone's minutes and a ride's are of one ride if they share so much of the shorter.
             */
            match_share?: number;
            /**
             * Move S
             * @description A phone moves where it is `move_m` or more from where it was so long before.
             */
            move_s?: number;
            /**
             * Move M
             * @description How far a phone gets within `move_s` where it moves.
             */
            move_m?: number;
            /**
             * Trim S
             * @description A phone's trip ends at the latest so long after its last movement.
             */
            trim_s?: number;
            /**
             * Inside Min
             * @description `trace_elsewhen` if less of the accurate points lies in the trip's minutes.
             */
            inside_min?: number;
            /**
             * Bins Min
             * @description `trace_thin` if the trace has fewer.
             */
            bins_min?: number;
            /**
             * Jumps Max
             * @description `trace_jumps` if more of the points are not in the longest piece.
             */
            jumps_max?: number;
            /**
             * Hole S
             * @description The time between two places that lie apart is a hole if it is longer.
             */
            hole_s?: number;
            /**
             * Hole S Max
             * @description `trace_gaps` if a hole is longer.
             */
            hole_s_max?: number;
            /**
             * Cover Min
             * @description `trace_gaps` if less of the minutes is free of holes.
             */
            cover_min?: number;
            /**
             * Foot P95
             * @description `on_foot` if the 95th percentile of speeds is lower.
             */
            foot_p95?: number;
            /**
             * Steady P95
             * @description `on_foot` if it is lower than this, with a surge and a spread below the next two.
             */
            steady_p95?: number;
            /**
             * Steady Surge
             * @description The surge (95th percentile of accelerations) below which a slow trip may be on foot.
             */
            steady_surge?: number;
            /**
             * Steady Spread
             * @description The spread of the pace (standard deviation / mean) below which a slow trip may be on foot.
             */
            steady_spread?: number;
            /**
             * Motor P95
             * @description `motorised` if the 95th percentile of speeds is higher.
             */
            motor_p95?: number;
            /**
             * Brisk P95
             * @description `motorised` if it is higher than this, with a surge above `surge`.
             */
            brisk_p95?: number;
            /**
             * Surge
             * @description The surge (95th percentile of accelerations) above which a fast trip is motorised.
             */
            surge?: number;
            /**
             * Brisk N
             * @description How many moving speeds a trip needs to be judged by its surge.
             */
            brisk_n?: number;
            /**
             * Pace N
             * @description How many paces a trip needs to be judged by their spread.
             */
            pace_n?: number;
            /**
             * Even Spread
             * @description `too_even` if the spread of the pace is below this.
             */
            even_spread?: number;
            /**
             * Bend M
             * @description A place is straight if it lies less than this from the line through its neighbours.
             */
            bend_m?: number;
            /**
             * Bends N
             * @description How many places a trip needs to be judged by how many of them are straight.
             */
            bends_n?: number;
            /**
             * Straight Max
             * @description `too_even` if more of the places are straight.
             */
            straight_max?: number;
            /**
             * Same M
             * @description Two places are the same if they lie within this.
             */
            same_m?: number;
            /**
             * Same Share
             * @description `replayed` if so many of the places are the same as those of an earlier trip.
             */
            same_share?: number;
            /**
             * Same Shift S
             * @description By so much two trips may be shifted in time when their places are compared.
             */
            same_shift_s?: number;
            /**
             * Same Scale
             * @description By so much one of them may be stretched to the other's length.
             */
            same_scale?: number;
            /**
             * Same N
             * @description How many places between first and last movement a trip needs to be compared.
             */
            same_n?: number;
            /**
             * Replay Days
             * @description How far back the earlier trip may lie.
             */
            replay_days?: number;
            /**
             * Tiny M
             * @description A trip is tiny if it is shorter.
             */
            tiny_m?: number;
            /**
             * Tiny N
             * @description `serial_tiny` if a rider has so many tiny trips in a local day.
             */
            tiny_n?: number;
            /**
             * Loop Gap S
             * @description A leg of a loop begins at most so long after the end of the leg before.
             */
            loop_gap_s?: number;
            /**
             * Loop Legs Rider
             * @description `loop` if a rider goes back and forth in so many legs.
             */
            loop_legs_rider?: number;
            /**
             * Loop Legs Vehicle
             * @description `loop` if a vehicle goes back and forth in so many legs, whoever rides it.
             */
            loop_legs_vehicle?: number;
            /**
             * Claim Factor
             * @description The metres that a phone claims are believed up to so many times the distance between its stations.
             */
            claim_factor?: number;
            /**
             * Alone Trips Max
             * @description `self_told_limit` once a rider has so many trips in a local day that only phones told.
             */
            alone_trips_max?: number;
            /**
             * Alone M Max
             * @description `self_told_limit` once these trips have so many metres.
             */
            alone_m_max?: number;
            /**
             * Device Riders Max
             * @description `many_accounts` if the rider is not among the first so many to use the device.
             */
            device_riders_max?: number;
            /**
             * Device Days
             * @description For how many days up to a trip the riders of its device are counted.
             */
            device_days?: number;
            /**
             * Twice S
             * @description `told_twice` if a phone's trip beside a ride at other minutes is as long, within this.
             */
            twice_s?: number;
            /**
             * Twice Share
             * @description `told_twice` if it is as long within this share; the greater of the two holds.
             */
            twice_share?: number;
            /**
             * Station M
             * @description `off_station` if the trace is farther from the station; stations within this are one place.
             */
            station_m?: number;
            /**
             * Station Mps
             * @description By so much more it may be away for each second to its nearest place.
             */
            station_mps?: number;
            /**
             * Moved M Min
             * @description `standing` if the trace is shorter.
             */
            moved_m_min?: number;
            /**
             * Moving Mps
             * @description A speed is moving from this on.
             */
            moving_mps?: number;
            /**
             * Moving Min
             * @description `standing` if a trip longer than `standing_s_min` moves for less of its minutes.
             */
            moving_min?: number;
            /**
             * Standing S Min
             * @description How long a trip is before `moving_min` counts.
             */
            standing_s_min?: number;
            /**
             * No End S
             * @description `no_end` if a live trip without an end has no message for so long.
             */
            no_end_s?: number;
            /**
             * Confirm Days
             * @description A trip that waits to be confirmed is rejected so long after its end.
             */
            confirm_days?: number;
            /**
             * Strikes
             * @description `strikes` if a rider has so many of them within `strike_days`.
             */
            strikes?: number;
            /**
             * Strike Days
             * @description How long a strike counts.
             */
            strike_days?: number;
            /**
             * Strike Hold Days
             * @description How long trips are held after the last of these strikes.
             */
            strike_hold_days?: number;
            /**
             * Rider Trips
             * @description What a phone alone is worth. `confirmed_later`: its trace must pass, else it is `unconfirmed`. `accepted`: it counts unless its trace contradicts. `refused`: it is `unconfirmed`.
             * @enum {string}
             */
            rider_trips?: "confirmed_later" | "accepted" | "refused";
            /**
             * Two Sources
             * @description `required`: a trip is `unconfirmed` unless both a phone and an operator confirm it.
             * @enum {string}
             */
            two_sources?: "no" | "required";
        };
        /**
         * LimitsList
         * @description All versions in their order, and the one that judges the trips of today.
         * @example {
         *       "in_force": 1,
         *       "limits": [
         *         {
         *           "bike": {
         *             "accuracy_m_max": 150,
         *             "alone_m_max": 20000,
         *             "alone_trips_max": 6,
         *             "bend_m": 1,
         *             "bends_n": 15,
         *             "bin_s": 10,
         *             "bins_min": 6,
         *             "brisk_n": 18,
         *             "brisk_p95": 30,
         *             "claim_factor": 1.3,
         *             "confirm_days": 14,
         *             "cover_min": 0.4,
         *             "device_days": 30,
         *             "device_riders_max": 2,
         *             "edge_s": 120,
         *             "even_spread": 0.06,
         *             "foot_p95": 10,
         *             "hole_s": 60,
         *             "hole_s_max": 600,
         *             "inside_min": 0.5,
         *             "jump_m": 50,
         *             "jump_mps": 25,
         *             "jumps_max": 0.1,
         *             "loop_gap_s": 1800,
         *             "loop_legs_rider": 3,
         *             "loop_legs_vehicle": 4,
         *             "match_share": 0.5,
         *             "match_slack_s": 60,
         *             "motor_p95": 38,
         *             "move_m": 120,
         *             "move_s": 120,
         *             "moved_m_min": 200,
         *             "moving_min": 0.25,
         *             "moving_mps": 1,
         *             "no_end_s": 10800,
         *             "pace_n": 15,
         *             "replay_days": 30,
         *             "rider_trips": "confirmed_later",
         *             "same_m": 20,
         *             "same_n": 18,
         *             "same_scale": 0.12,
         *             "same_share": 0.9,
         *             "same_shift_s": 60,
         *             "standing_s_min": 1200,
         *             "station_m": 300,
         *             "station_mps": 7,
         *             "steady_p95": 13.5,
         *             "steady_spread": 0.25,
         *             "steady_surge": 0.055,
         *             "step_m": 30,
         *             "straight_max": 0.7,
         *             "strike_days": 90,
         *             "strike_hold_days": 30,
         *             "strikes": 3,
         *             "surge": 0.3,
         *             "tiny_m": 200,
         *             "tiny_n": 3,
         *             "touch_s": 60,
         *             "trim_s": 30,
         *             "twice_s": 60,
         *             "twice_share": 0.1,
         *             "two_sources": "no",
         *             "window_s": 60
         *           },
         *           "ebike": {
         *             "accuracy_m_max": 150,
         *             "alone_m_max": 20000,
         *             "alone_trips_max": 6,
         *             "bend_m": 1,
         *             "bends_n": 15,
         *             "bin_s": 10,
         *             "bins_min": 6,
         *             "brisk_n": 18,
         *             "brisk_p95": 32,
         *             "claim_factor": 1.3,
         *             "confirm_days": 14,
         *             "cover_min": 0.4,
         *             "device_days": 30,
         *             "device_riders_max": 2,
         *             "edge_s": 120,
         *             "even_spread": 0.06,
         *             "foot_p95": 10,
         *             "hole_s": 60,
         *             "hole_s_max": 600,
         *             "inside_min": 0.5,
         *             "jump_m": 50,
         *             "jump_mps": 25,
         *             "jumps_max": 0.1,
         *             "loop_gap_s": 1800,
         *             "loop_legs_rider": 3,
         *             "loop_legs_vehicle": 4,
         *             "match_share": 0.5,
         *             "match_slack_s": 60,
         *             "motor_p95": 38,
         *             "move_m": 120,
         *             "move_s": 120,
         *             "moved_m_min": 200,
         *             "moving_min": 0.25,
         *             "moving_mps": 1,
         *             "no_end_s": 10800,
         *             "pace_n": 15,
         *             "replay_days": 30,
         *             "rider_trips": "confirmed_later",
         *             "same_m": 20,
         *             "same_n": 18,
         *             "same_scale": 0.12,
         *             "same_share": 0.9,
         *             "same_shift_s": 60,
         *             "standing_s_min": 1200,
         *             "station_m": 300,
         *             "station_mps": 7,
         *             "steady_p95": 13.5,
         *             "steady_spread": 0.25,
         *             "steady_surge": 0.055,
         *             "step_m": 30,
         *             "straight_max": 0.7,
         *             "strike_days": 90,
         *             "strike_hold_days": 30,
         *             "strikes": 3,
         *             "surge": 0.35,
         *             "tiny_m": 200,
         *             "tiny_n": 3,
         *             "touch_s": 60,
         *             "trim_s": 30,
         *             "twice_s": 60,
         *             "twice_share": 0.1,
         *             "two_sources": "no",
         *             "window_s": 60
         *           },
         *           "state": "published",
         *           "version": 1
         *         }
         *       ]
         *     }
         */
        LimitsList: {
            /**
             * Limits
             * @description The versions of this page of the list.
             */
            limits: components["schemas"]["ListedLimits"][];
            /**
             * In Force
             * @description The version that judges the trips of today.
             */
            in_force: number;
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * LimitsOfVehicle
         * @description All limits of a type of vehicle.
         */
        LimitsOfVehicle: {
            /**
             * Accuracy M Max
             * @description A point is dropped if it is less accurate.
             */
            accuracy_m_max: number;
            /**
             * Window S
             * @description A point is dropped if it lies farther outside the trip's minutes.
             */
            window_s: number;
            /**
             * Jump Mps
             * @description A point can be reached from another within `jump_m` and so much for each second between them.
             */
            jump_mps: number;
            /**
             * Jump M
             * @description How far a point may be from another beyond what `jump_mps` allows.
             */
            jump_m: number;
            /**
             * Bin S
             * @description The points of so many seconds of the clock become one place: their medians of time, east and north.
             */
            bin_s: number;
            /**
             * Step M
             * @description A place counts toward the metres once it lies so far from the last that counted.
             */
            step_m: number;
            /**
             * Edge S
             * @description Minutes that the trace lacks at either end are a hole if they are more than this.
             */
            edge_s: number;
            /**
             * Touch S
             * @description Two trips whose times come from two clocks may overlap by so much.
             */
            touch_s: number;
            /**
             * Match Slack S
             * @description A phone's minutes are widened by this on both sides before they are compared with a ride's.
             */
            match_slack_s: number;
            /**
             * Match Share
             * @description A phone's minutes and a ride's are of one ride if they share so much of the shorter.
             */
            match_share: number;
            /**
             * Move S
             * @description A phone moves where it is `move_m` or more from where it was so long before.
             */
            move_s: number;
            /**
             * Move M
             * @description How far a phone gets within `move_s` where it moves.
             */
            move_m: number;
            /**
             * Trim S
             * @description A phone's trip ends at the latest so long after its last movement.
             */
            trim_s: number;
            /**
             * Inside Min
             * @description `trace_elsewhen` if less of the accurate points lies in the trip's minutes.
             */
            inside_min: number;
            /**
             * Bins Min
             * @description `trace_thin` if the trace has fewer.
             */
            bins_min: number;
            /**
             * Jumps Max
             * @description `trace_jumps` if more of the points are not in the longest piece.
             */
            jumps_max: number;
            /**
             * Hole S
             * @description The time between two places that lie apart is a hole if it is longer.
             */
            hole_s: number;
            /**
             * Hole S Max
             * @description `trace_gaps` if a hole is longer.
             */
            hole_s_max: number;
            /**
             * Cover Min
             * @description `trace_gaps` if less of the minutes is free of holes.
             */
            cover_min: number;
            /**
             * Foot P95
             * @description `on_foot` if the 95th percentile of speeds is lower.
             */
            foot_p95: number;
            /**
             * Steady P95
             * @description `on_foot` if it is lower than this, with a surge and a spread below the next two.
             */
            steady_p95: number;
            /**
             * Steady Surge
             * @description The surge (95th percentile of accelerations) below which a slow trip may be on foot.
             */
            steady_surge: number;
            /**
             * Steady Spread
             * @description The spread of the pace (standard deviation / mean) below which a slow trip may be on foot.
             */
            steady_spread: number;
            /**
             * Motor P95
             * @description `motorised` if the 95th percentile of speeds is higher.
             */
            motor_p95: number;
            /**
             * Brisk P95
             * @description `motorised` if it is higher than this, with a surge above `surge`.
             */
            brisk_p95: number;
            /**
             * Surge
             * @description The surge (95th percentile of accelerations) above which a fast trip is motorised.
             */
            surge: number;
            /**
             * Brisk N
             * @description How many moving speeds a trip needs to be judged by its surge.
             */
            brisk_n: number;
            /**
             * Pace N
             * @description How many paces a trip needs to be judged by their spread.
             */
            pace_n: number;
            /**
             * Even Spread
             * @description `too_even` if the spread of the pace is below this.
             */
            even_spread: number;
            /**
             * Bend M
             * @description A place is straight if it lies less than this from the line through its neighbours.
             */
            bend_m: number;
            /**
             * Bends N
             * @description How many places a trip needs to be judged by how many of them are straight.
             */
            bends_n: number;
            /**
             * Straight Max
             * @description `too_even` if more of the places are straight.
             */
            straight_max: number;
            /**
             * Same M
             * @description Two places are the same if they lie within this.
             */
            same_m: number;
            /**
             * Same Share
             * @description `replayed` if so many of the places are the same as those of an earlier trip.
             */
            same_share: number;
            /**
             * Same Shift S
             * @description By so much two trips may be shifted in time when their places are compared.
             */
            same_shift_s: number;
            /**
             * Same Scale
             * @description By so much one of them may be stretched to the other's length.
             */
            same_scale: number;
            /**
             * Same N
             * @description How many places between first and last movement a trip needs to be compared.
             */
            same_n: number;
            /**
             * Replay Days
             * @description How far back the earlier trip may lie.
             */
            replay_days: number;
            /**
             * Tiny M
             * @description A trip is tiny if it is shorter.
             */
            tiny_m: number;
            /**
             * Tiny N
             * @description `serial_tiny` if a rider has so many tiny trips in a local day.
             */
            tiny_n: number;
            /**
             * Loop Gap S
             * @description A leg of a loop begins at most so long after the end of the leg before.
             */
            loop_gap_s: number;
            /**
             * Loop Legs Rider
             * @description `loop` if a rider goes back and forth in so many legs.
             */
            loop_legs_rider: number;
            /**
             * Loop Legs Vehicle
             * @description `loop` if a vehicle goes back and forth in so many legs, whoever rides it.
             */
            loop_legs_vehicle: number;
            /**
             * Claim Factor
             * @description The metres that a phone claims are believed up to so many times the distance between its stations.
             */
            claim_factor: number;
            /**
             * Alone Trips Max
             * @description `self_told_limit` once a rider has so many trips in a local day that only phones told.
             */
            alone_trips_max: number;
            /**
             * Alone M Max
             * @description `self_told_limit` once these trips have so many metres.
             */
            alone_m_max: number;
            /**
             * Device Riders Max
             * @description `many_accounts` if the rider is not among the first so many to use the device.
             */
            device_riders_max: number;
            /**
             * Device Days
             * @description For how many days up to a trip the riders of its device are counted.
             */
            device_days: number;
            /**
             * Twice S
             * @description `told_twice` if a phone's trip beside a ride at other minutes is as long, within this.
             */
            twice_s: number;
            /**
             * Twice Share
             * @description `told_twice` if it is as long within this share; the greater of the two holds.
             */
            twice_share: number;
            /**
             * Station M
             * @description `off_station` if the trace is farther from the station; stations within this are one place.
             */
            station_m: number;
            /**
             * Station Mps
             * @description By so much more it may be away for each second to its nearest place.
             */
            station_mps: number;
            /**
             * Moved M Min
             * @description `standing` if the trace is shorter.
             */
            moved_m_min: number;
            /**
             * Moving Mps
             * @description A speed is moving from this on.
             */
            moving_mps: number;
            /**
             * Moving Min
             * @description `standing` if a trip longer than `standing_s_min` moves for less of its minutes.
             */
            moving_min: number;
            /**
             * Standing S Min
             * @description How long a trip is before `moving_min` counts.
             */
            standing_s_min: number;
            /**
             * No End S
             * @description `no_end` if a live trip without an end has no message for so long.
             */
            no_end_s: number;
            /**
             * Confirm Days
             * @description A trip that waits to be confirmed is rejected so long after its end.
             */
            confirm_days: number;
            /**
             * Strikes
             * @description `strikes` if a rider has so many of them within `strike_days`.
             */
            strikes: number;
            /**
             * Strike Days
             * @description How long a strike counts.
             */
            strike_days: number;
            /**
             * Strike Hold Days
             * @description How long trips are held after the last of these strikes.
             */
            strike_hold_days: number;
            /**
             * Rider Trips
             * @description What a phone alone is worth. `confirmed_later`: its trace must pass, else it is `unconfirmed`. `accepted`: it counts unless its trace contradicts. `refused`: it is `unconfirmed`.
             * @enum {string}
             */
            rider_trips: "confirmed_later" | "accepted" | "refused";
            /**
             * Two Sources
             * @description `required`: a trip is `unconfirmed` unless both a phone and an operator confirm it.
             * @enum {string}
             */
            two_sources: "no" | "required";
        };
        /**
         * LimitsStop
         * @description The first and the last local day that are judged as if a version were not there.
         * @example {
         *       "from_on": "2099-03-04",
         *       "until_on": "2099-03-06"
         *     }
         */
        LimitsStop: {
            /**
             * From On
             * Format: date
             * @description The first local day.
             */
            from_on: string;
            /**
             * Until On
             * Format: date
             * @description The last local day, inclusive.
             */
            until_on: string;
        };
        /**
         * LimitsTrial
         * @description How far a trial of limits is; once its state is `done`, what they would have changed: of the trips that
         *     began from `since` to `until`, how many each reason holds or rejects, by the limits that judge them now
         *     (`before`) and by the tried ones (`after`). A trip counts for each of its reasons. `guards` are those of
         *     the city that cover the change.
         * @example {
         *       "after": {
         *         "loop": 44,
         *         "on_foot": 352
         *       },
         *       "before": {
         *         "loop": 44,
         *         "on_foot": 310
         *       },
         *       "changed": [
         *         {
         *           "after": "held",
         *           "before": "accepted",
         *           "riders": 17,
         *           "trips": 42
         *         }
         *       ],
         *       "guards": [],
         *       "job_id": "019aa000-0000-7000-8000-0000000000c2",
         *       "riders": 1991,
         *       "riders_changed": 17,
         *       "since": "2026-11-01T09:30:00Z",
         *       "state": "done",
         *       "trips": 41300,
         *       "until": "2026-12-01T09:30:00Z",
         *       "verdicts": {
         *         "after": {
         *           "accepted": 40904,
         *           "held": 396
         *         },
         *         "before": {
         *           "accepted": 40946,
         *           "held": 354
         *         }
         *       }
         *     }
         */
        LimitsTrial: {
            /**
             * Job Id
             * Format: uuid
             * @description The job.
             */
            job_id: string;
            /**
             * State
             * @description `waiting`, `running`, `done` or `failed`.
             * @enum {string}
             */
            state: "waiting" | "running" | "done" | "failed";
            /** @description How far it is. Left out unless it runs. */
            progress?: components["schemas"]["TriedOn"];
            /**
             * Since
             * Format: date-time
             * @description Trips that began at this instant or later are tried.
             */
            since?: string;
            /**
             * Until
             * Format: date-time
             * @description When it was asked for: trips are judged as of then.
             */
            until?: string;
            /**
             * Riders
             * @description Riders who have a trip of these days.
             */
            riders?: number;
            /**
             * Trips
             * @description Trips of these days, whatever their verdict.
             */
            trips?: number;
            /**
             * Before
             * @description How many of them each reason holds, rejects or voids, by the limits that judge them now.
             */
            before?: {
                [key: string]: number;
            };
            /**
             * After
             * @description The same as if the tried limits had judged them.
             */
            after?: {
                [key: string]: number;
            };
            /** @description How many of them have each verdict. */
            verdicts?: components["schemas"]["VerdictsTried"];
            /**
             * Changed
             * @description The trips that would have another verdict, most first.
             */
            changed?: components["schemas"]["ChangedVerdict"][];
            /**
             * Riders Changed
             * @description Riders with a trip that would have another verdict.
             */
            riders_changed?: number;
            /**
             * Guards
             * @description The guards of the city that cover the tried limits.
             */
            guards?: string[];
        };
        /**
         * LimitsWritten
         * @description What has become of limits that were written, or would have in a dry run. Where a guard of the city
         *     covers them they are a change that waits for the second key, of which `guards` are the names; else they
         *     are in force from their first day on. A dry run has a `job_id`: `GET /v1/jobs/trips/{job_id}` tells what
         *     they would change.
         * @example {
         *       "state": "published",
         *       "version": 2
         *     }
         */
        LimitsWritten: {
            /**
             * Version
             * @description The version.
             */
            version: number;
            /**
             * State
             * @description `published` is in force from its first day on, `submitted` waits for the city's key.
             * @enum {string}
             */
            state: "draft" | "submitted" | "published";
            /**
             * Change Id
             * Format: uuid
             * @description The change that was submitted.
             */
            change_id?: string;
            /**
             * Guards
             * @description The guards that cover the change.
             */
            guards?: string[];
            /**
             * Job Id
             * Format: uuid
             * @description Of a dry run: the job that counts what the limits would have changed.
             */
            job_id?: string;
        };
        /**
         * LineAnswer
         * @description Who decided what. `hash` is the SHA-256 of the hash before and of the RFC 8785 bytes of this line
         *     without `hash`, `reason` and `reason_salt`; `reason_hash` that of salt and reason. A reason may have been
         *     taken down.
         * @example {
         *       "at": "2026-05-04T09:00:00.000000Z",
         *       "chain": "challenges",
         *       "decision_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "hash": "5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b",
         *       "kind": "challenge",
         *       "organisation": "operator",
         *       "reason": "Spring begins.",
         *       "reason_hash": "6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a",
         *       "reason_salt": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
         *       "role": "operator",
         *       "seq": 1,
         *       "step": "published",
         *       "subject": {
         *         "id": "019aa000-0000-7000-8000-0000000000c1",
         *         "type": "challenge",
         *         "version": 1
         *       }
         *     }
         */
        LineAnswer: {
            /**
             * At
             * Format: date-time
             * @description When it was.
             */
            at: string;
            /**
             * Chain
             * @description The service whose decisions these are.
             */
            chain: string;
            /**
             * Seq
             * @description The number of the line in its chain, from 1.
             */
            seq: number;
            /**
             * Decision Id
             * Format: uuid
             * @description The id of the line.
             */
            decision_id: string;
            /**
             * Kind
             * @description The kind of rule that the line is about.
             */
            kind: string;
            /** @description What it is about. */
            subject: components["schemas"]["SubjectAnswer"];
            /**
             * Step
             * @description What was done.
             */
            step: string;
            /**
             * Role
             * @description The role of who did it.
             */
            role: string;
            /**
             * Organisation
             * @description Who did it: an operator, or the city.
             */
            organisation: string;
            /**
             * Mandate Ref
             * @description The decision of the city on which this rests.
             */
            mandate_ref?: string;
            /**
             * Reason Hash
             * @description SHA-256 of the salt and the reason, hexadecimal.
             */
            reason_hash: string;
            /**
             * Hash
             * @description SHA-256 of this line and of the hash before, hexadecimal.
             */
            hash: string;
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason?: string;
            /**
             * Reason Salt
             * @description Random bytes, hexadecimal, without which a short reason could be guessed from its hash.
             */
            reason_salt?: string;
        };
        /**
         * ListedBoard
         * @description A board, and its current period, left out for one that counts for ever.
         */
        ListedBoard: {
            /**
             * Board Id
             * @description The leaderboard: how long it counts, of whom, and which trips or riders.
             */
            board_id: string;
            /**
             * Period
             * @description The current period. Left out for a board that counts for ever.
             */
            period?: string;
        };
        /**
         * ListedCampaign
         * @description A campaign as it was written, and what it has given and promised. `spent_points` is what was given less
         *     what was taken back, `promised_points` what entries that riders have joined may still give and prizes for
         *     ranks that are not paid, `spent_eur_cents` the worth of what was redeemed of its rewards and not released,
         *     and of the prizes of its draws.
         * @example {
         *       "budget_eur_cents": 300000,
         *       "budget_points": 150000,
         *       "campaign_id": "019aa000-0000-7000-8000-0000000000b1",
         *       "ends_at": "2026-06-01T00:00:00+02:00",
         *       "name": "Spring by bike",
         *       "pace": "even",
         *       "promised_points": 6000,
         *       "spent_eur_cents": 45000,
         *       "spent_points": 24000,
         *       "sponsor": "Mercat de la Llibertat",
         *       "starts_at": "2026-05-01T00:00:00+02:00",
         *       "state": "open",
         *       "version": 1
         *     }
         */
        ListedCampaign: {
            /**
             * Name
             * @description The name.
             */
            name: string;
            /**
             * Sponsor
             * @description Who pays for it.
             */
            sponsor?: string;
            /**
             * Starts At
             * Format: date-time
             * @description When it begins, for its pace and forecast.
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description The instant from which it is over, for its pace and forecast.
             */
            ends_at: string;
            /**
             * Budget Points
             * @description The points that it may spend and promise in all.
             */
            budget_points: number;
            /**
             * Budget Eur Cents
             * @description What the rewards of it may be worth that are redeemed, and the prizes of its draws, in euro cents. Left out: no limit.
             */
            budget_eur_cents?: number;
            /**
             * Pace
             * @description `even`: by the end of each local day at most that day's share of the budget is given. `free`: as it comes.
             * @enum {string}
             */
            pace: "even" | "free";
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id: string;
            /**
             * State
             * @description `draft`, `open`, `spent` (it gives nothing new until it is raised or resumed) or `over`.
             * @enum {string}
             */
            state: "draft" | "open" | "spent" | "over";
            /**
             * Version
             * @description How often it came into force. 0 for what was never published.
             */
            version: number;
            /**
             * Spent Points
             * @description The points given, less those taken back.
             */
            spent_points: number;
            /**
             * Promised Points
             * @description The points that entries which riders have joined may still give, and prizes for ranks that are not paid.
             */
            promised_points: number;
            /**
             * Spent Eur Cents
             * @description What the rewards of it are worth that were redeemed and not released, and the prizes that its draws have set aside or handed out, in euro cents.
             */
            spent_eur_cents: number;
        };
        /**
         * ListedChallenge
         * @description A challenge as it was written. `version` is the one in force, or 1 for what was never published.
         *     `explanation` is left out of what was written before rules became stricter.
         * @example {
         *       "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
         *       "ends_at": "2026-06-01T00:00:00+02:00",
         *       "explanation": "Each week from 4 May to 31 May 2026, your goal is to ride on 5 different days.",
         *       "goal": {
         *         "kind": "distinct",
         *         "of": "days",
         *         "target": 5
         *       },
         *       "name": {
         *         "ca": "Cinc dies feiners a la feina",
         *         "en": "Five weekdays to work",
         *         "es": "Cinco laborables al trabajo"
         *       },
         *       "period": "week",
         *       "reward": {
         *         "points": 50
         *       },
         *       "starts_at": "2026-05-04T00:00:00+02:00",
         *       "state": "published",
         *       "value_tags": {
         *         "climate": 40,
         *         "health": 60
         *       },
         *       "version": 1,
         *       "where": {
         *         "local_hours": [
         *           {
         *             "from": 6,
         *             "to": 10
         *           }
         *         ],
         *         "weekdays": [
         *           1,
         *           2,
         *           3,
         *           4,
         *           5
         *         ]
         *       },
         *       "who": {
         *         "kind": "joined"
         *       }
         *     }
         */
        ListedChallenge: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /** @description What more there is to say, by language. */
            description?: components["schemas"]["Description"];
            /**
             * Goal
             * @description What is to be reached.
             */
            goal: components["schemas"]["SumGoal"] | components["schemas"]["DistinctGoal"] | components["schemas"]["StreakGoal"] | components["schemas"]["BestGoal"] | components["schemas"]["AtMostGoal"] | components["schemas"]["ImproveGoal"] | components["schemas"]["StepsGoal"];
            /** @description The conditions that a trip must meet to be counted: all of them. */
            where?: components["schemas"]["WhereBody"];
            /**
             * Period
             * @description How the window is divided into entries: `once`, `day`, `week` (ISO) or `month`. Left out: once.
             * @enum {string}
             */
            period?: "once" | "day" | "week" | "month";
            /**
             * Who
             * @description Who takes part: `all` riders, or those who `joined`.
             */
            who: components["schemas"]["WhoAll"] | components["schemas"]["WhoJoined"] | components["schemas"]["WhoTeams"] | components["schemas"]["WhoPairs"] | components["schemas"]["WhoCity"];
            /** @description What completing it gives. */
            reward?: components["schemas"]["EntryReward"];
            /**
             * Levels
             * @description The stages of an entry instead of one target and one reward.
             */
            levels?: components["schemas"]["LevelBody"][];
            /**
             * Starts At
             * Format: date-time
             * @description When it starts: the first instant that is in.
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description When it ends: the first instant that is out.
             */
            ends_at: string;
            /**
             * Requires
             * @description Challenges that a rider must have completed as well.
             */
            requires?: string[];
            /** @description Challenges of which a rider can be in so many at a time. */
            group?: components["schemas"]["GroupBody"];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /** @description The values of the city to which the points are booked, in percent that add up to 100. */
            value_tags?: components["schemas"]["ValueShares"];
            /**
             * Holdout Percent
             * @description So many percent of the riders, drawn by their id, do not take part, so that the effect can be measured.
             */
            holdout_percent?: number;
            /**
             * Template
             * @description The template of which it was made.
             */
            template?: string;
            /**
             * Proposal Id
             * Format: uuid
             * @description The proposal that it came from.
             */
            proposal_id?: string;
            /**
             * Challenge Id
             * Format: uuid
             * @description The challenge.
             */
            challenge_id: string;
            /**
             * State
             * @description `draft`, `submitted`, `approved`, `published`, `paused` or `closed`.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "paused" | "closed";
            /**
             * Version
             * @description The version in force. 1 for what was never published.
             */
            version: number;
            /**
             * Explanation
             * @description What it asks for and gives, in a few sentences in the reader's language.
             */
            explanation?: string;
        };
        /**
         * ListedDraw
         * @description A draw in a list. What has not happened yet is left out.
         * @example {
         *       "closes_at": "2026-06-01T00:00:00+02:00",
         *       "commitment": "72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793",
         *       "draw_id": "019aa000-0000-7000-8000-0000000000c9",
         *       "drawn_at": "2026-06-02T23:00:40Z",
         *       "draws_at": "2026-06-02T23:00:20Z",
         *       "freezes_at": "2026-06-02T22:00:00Z",
         *       "frozen_at": "2026-06-02T22:00:20Z",
         *       "holders": 1,
         *       "list_hash": "b0b28a429cd0bf829c0b3dbc95e3f57c7edc053310e4cfdfb1bcde78b2574075",
         *       "name": {
         *         "ca": "Els timbres de maig",
         *         "en": "The bells of May",
         *         "es": "Los timbres de mayo"
         *       },
         *       "opens_at": "2026-05-01T00:00:00+02:00",
         *       "prizes": [
         *         {
         *           "count": 3,
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *         }
         *       ],
         *       "pseudonym_commitment": "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0",
         *       "published_at": "2026-04-28T09:00:00Z",
         *       "seed": "0101010101010101010101010101010101010101010101010101010101010101",
         *       "state": "drawn",
         *       "tickets": {
         *         "cost_points": 50,
         *         "from": "points",
         *         "per_rider_max": 20
         *       },
         *       "tickets_in_all": 3
         *     }
         */
        ListedDraw: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /**
             * Opens At
             * Format: date-time
             * @description When it opens: trips from then on count, and tickets are sold.
             */
            opens_at: string;
            /**
             * Closes At
             * Format: date-time
             * @description When it closes: the first instant at which nobody takes part, leaves or buys any more.
             */
            closes_at: string;
            /**
             * Settle Hours
             * @description How many hours after it closes the tickets are counted, so that trips are known and judged by then.
             * @default 48
             */
            settle_hours: number;
            /**
             * Wait Hours
             * @description How many hours after the tickets are counted the winners are drawn, so that the list can be kept by others.
             * @default 1
             */
            wait_hours: number;
            /**
             * Prizes
             * @description What can be won, in the order in which it is drawn.
             */
            prizes: components["schemas"]["PrizeBody"][];
            /**
             * Tickets
             * @description What gives tickets.
             */
            tickets: components["schemas"]["TicketsFromPoints"] | components["schemas"]["TicketsFromTrips"] | components["schemas"]["TicketsFromStations"];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /**
             * Draw Id
             * Format: uuid
             * @description The draw.
             */
            draw_id: string;
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "frozen" | "drawn" | "cancelled";
            /**
             * Commitment
             * @description SHA-256 of the seed, hexadecimal: public before anybody takes part, so that the seed cannot be chosen later.
             */
            commitment?: string;
            /**
             * Pseudonym Commitment
             * @description SHA-256 of the key that makes the pseudonyms, hexadecimal.
             */
            pseudonym_commitment?: string;
            /**
             * Published At
             * Format: date-time
             * @description When it was published.
             */
            published_at?: string;
            /**
             * Stopped Until
             * Format: date-time
             * @description Until when the city has stopped it: nobody takes part or buys, and nothing is counted or drawn.
             */
            stopped_until?: string;
            /**
             * Freezes At
             * Format: date-time
             * @description From when on the tickets are counted.
             */
            freezes_at: string;
            /**
             * Frozen At
             * Format: date-time
             * @description When the tickets were counted. What comes later changes nothing.
             */
            frozen_at?: string;
            /**
             * List Hash
             * @description SHA-256 of the list, hexadecimal.
             */
            list_hash?: string;
            /**
             * Holders
             * @description How many riders have tickets.
             */
            holders?: number;
            /**
             * Tickets In All
             * @description How many tickets there are.
             */
            tickets_in_all?: number;
            /**
             * Draws At
             * Format: date-time
             * @description From when on the winners are drawn.
             */
            draws_at?: string;
            /**
             * Drawn At
             * Format: date-time
             * @description When the winners were drawn.
             */
            drawn_at?: string;
            /**
             * Seed
             * @description The seed, hexadecimal: shown once the winners are drawn, who follow from it and the list.
             */
            seed?: string;
            /**
             * Cancelled At
             * Format: date-time
             * @description When it was cancelled.
             */
            cancelled_at?: string;
        };
        /**
         * ListedImport
         * @description An import, and how many trips came first with it. `undone_at` is left out unless it was undone.
         * @example {
         *       "began_at": "2026-06-01T06:00:00Z",
         *       "import_id": "01972b1c-5b7e-7a43-8f3c-2f6f4f9c7d21",
         *       "name": "202605-trips.csv",
         *       "trips": 48210
         *     }
         */
        ListedImport: {
            /**
             * Import Id
             * Format: uuid
             * @description The import: a named batch of trips, which can be taken back as a whole.
             */
            import_id: string;
            /**
             * Name
             * @description The name, by language.
             */
            name: string;
            /**
             * Began At
             * Format: date-time
             * @description When the import began.
             */
            began_at: string;
            /**
             * Trips
             * @description The trips of this page of the list.
             */
            trips: number;
            /**
             * Undone At
             * Format: date-time
             * @description When the use was undone.
             */
            undone_at?: string;
        };
        /**
         * ListedLimits
         * @description A version of the limits with all its values. Version 1, which was always there, has no first day.
         * @example {
         *       "bike": {
         *         "accuracy_m_max": 150,
         *         "alone_m_max": 20000,
         *         "alone_trips_max": 6,
         *         "bend_m": 1,
         *         "bends_n": 15,
         *         "bin_s": 10,
         *         "bins_min": 6,
         *         "brisk_n": 18,
         *         "brisk_p95": 30,
         *         "claim_factor": 1.3,
         *         "confirm_days": 14,
         *         "cover_min": 0.4,
         *         "device_days": 30,
         *         "device_riders_max": 2,
         *         "edge_s": 120,
         *         "even_spread": 0.06,
         *         "foot_p95": 10,
         *         "hole_s": 60,
         *         "hole_s_max": 600,
         *         "inside_min": 0.5,
         *         "jump_m": 50,
         *         "jump_mps": 25,
         *         "jumps_max": 0.1,
         *         "loop_gap_s": 1800,
         *         "loop_legs_rider": 3,
         *         "loop_legs_vehicle": 4,
         *         "match_share": 0.5,
         *         "match_slack_s": 60,
         *         "motor_p95": 38,
         *         "move_m": 120,
         *         "move_s": 120,
         *         "moved_m_min": 200,
         *         "moving_min": 0.25,
         *         "moving_mps": 1,
         *         "no_end_s": 10800,
         *         "pace_n": 15,
         *         "replay_days": 30,
         *         "rider_trips": "confirmed_later",
         *         "same_m": 20,
         *         "same_n": 18,
         *         "same_scale": 0.12,
         *         "same_share": 0.9,
         *         "same_shift_s": 60,
         *         "standing_s_min": 1200,
         *         "station_m": 300,
         *         "station_mps": 7,
         *         "steady_p95": 13.5,
         *         "steady_spread": 0.25,
         *         "steady_surge": 0.055,
         *         "step_m": 30,
         *         "straight_max": 0.7,
         *         "strike_days": 90,
         *         "strike_hold_days": 30,
         *         "strikes": 3,
         *         "surge": 0.3,
         *         "tiny_m": 200,
         *         "tiny_n": 3,
         *         "touch_s": 60,
         *         "trim_s": 30,
         *         "twice_s": 60,
         *         "twice_share": 0.1,
         *         "two_sources": "no",
         *         "window_s": 60
         *       },
         *       "ebike": {
         *         "accuracy_m_max": 150,
         *         "alone_m_max": 20000,
         *         "alone_trips_max": 6,
         *         "bend_m": 1,
         *         "bends_n": 15,
         *         "bin_s": 10,
         *         "bins_min": 6,
         *         "brisk_n": 18,
         *         "brisk_p95": 32,
         *         "claim_factor": 1.3,
         *         "confirm_days": 14,
         *         "cover_min": 0.4,
         *         "device_days": 30,
         *         "device_riders_max": 2,
         *         "edge_s": 120,
         *         "even_spread": 0.06,
         *         "foot_p95": 10,
         *         "hole_s": 60,
         *         "hole_s_max": 600,
         *         "inside_min": 0.5,
         *         "jump_m": 50,
         *         "jump_mps": 25,
         *         "jumps_max": 0.1,
         *         "loop_gap_s": 1800,
         *         "loop_legs_rider": 3,
         *         "loop_legs_vehicle": 4,
         *         "match_share": 0.5,
         *         "match_slack_s": 60,
         *         "motor_p95": 38,
         *         "move_m": 120,
         *         "move_s": 120,
         *         "moved_m_min": 200,
         *         "moving_min": 0.25,
         *         "moving_mps": 1,
         *         "no_end_s": 10800,
         *         "pace_n": 15,
         *         "replay_days": 30,
         *         "rider_trips": "confirmed_later",
         *         "same_m": 20,
         *         "same_n": 18,
         *         "same_scale": 0.12,
         *         "same_share": 0.9,
         *         "same_shift_s": 60,
         *         "standing_s_min": 1200,
         *         "station_m": 300,
         *         "station_mps": 7,
         *         "steady_p95": 13.5,
         *         "steady_spread": 0.25,
         *         "steady_surge": 0.055,
         *         "step_m": 30,
         *         "straight_max": 0.7,
         *         "strike_days": 90,
         *         "strike_hold_days": 30,
         *         "strikes": 3,
         *         "surge": 0.35,
         *         "tiny_m": 200,
         *         "tiny_n": 3,
         *         "touch_s": 60,
         *         "trim_s": 30,
         *         "twice_s": 60,
         *         "twice_share": 0.1,
         *         "two_sources": "no",
         *         "window_s": 60
         *       },
         *       "state": "published",
         *       "version": 1
         *     }
         */
        ListedLimits: {
            /**
             * Version
             * @description The version.
             */
            version: number;
            /**
             * State
             * @description `published` is in force from its first day on, `submitted` waits for the city's key, `draft` was refused.
             * @enum {string}
             */
            state: "draft" | "submitted" | "published";
            /**
             * Valid From
             * Format: date
             * @description The first local day of which it judges the trips.
             */
            valid_from?: string;
            /**
             * Published At
             * Format: date-time
             * @description When it was published.
             */
            published_at?: string;
            /**
             * Stops
             * @description The local days that the city has taken from it.
             */
            stops?: components["schemas"]["LimitsStop"][];
            /** @description Bikes without a motor. */
            bike: components["schemas"]["LimitsOfVehicle"];
            /** @description Bikes with a motor. */
            ebike: components["schemas"]["LimitsOfVehicle"];
        };
        /**
         * ListedProject
         * @description A project: the points that it has been given so far, by how many donors (left out below 10), and what
         *     has come of it once somebody has written that.
         * @example {
         *       "donors": 48,
         *       "ends_at": "2026-12-31T23:00:00Z",
         *       "goal_points": 50000,
         *       "name": {
         *         "ca": "Arbres per a l'escola",
         *         "en": "Trees for the school",
         *         "es": "Árboles para la escuela"
         *       },
         *       "outcome": {
         *         "en": "Twenty-two trees were planted in March."
         *       },
         *       "points": 31250,
         *       "project_id": "019aa000-0000-7000-8000-0000000000b1",
         *       "text": {
         *         "en": "Twenty trees in the yard of the school of Gràcia."
         *       },
         *       "value_tags": {
         *         "climate": 60,
         *         "liveability": 40
         *       },
         *       "zone_id": "gracia"
         *     }
         */
        ListedProject: {
            /**
             * Project Id
             * Format: uuid
             * @description The project that a donation goes to.
             */
            project_id: string;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Text
             * @description What it is, by language.
             */
            text: {
                [key: string]: string;
            };
            /**
             * Goal Points
             * @description The points that the project wants. More are taken too.
             */
            goal_points: number;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags: {
                [key: string]: number;
            };
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id?: string;
            /**
             * Ends At
             * Format: date-time
             * @description When it ends: the first instant that is out.
             */
            ends_at?: string;
            /**
             * Points
             * @description The points that it has been given so far.
             */
            points: number;
            /**
             * Donors
             * @description How many riders have donated. Left out below 10.
             */
            donors?: number;
            /**
             * Outcome
             * @description What has come of the project, by language.
             */
            outcome?: {
                [key: string]: string;
            };
        };
        /**
         * ListedRedemption
         * @description A redemption as its operator and partner see it: without the rider, and without codes.
         * @example {
         *       "confirmed_at": "2026-05-04T10:00:00Z",
         *       "cost_points": 250,
         *       "name": {
         *         "en": "A coffee at the corner"
         *       },
         *       "quantity": 1,
         *       "redeemed_at": "2026-05-04T10:00:00Z",
         *       "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "status": "confirmed",
         *       "value_eur_cents": 180,
         *       "version": 1,
         *       "vouchers_used": 1
         *     }
         */
        ListedRedemption: {
            /**
             * Redemption Id
             * Format: uuid
             * @description The redemption.
             */
            redemption_id: string;
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Version
             * @description The version.
             */
            version: number;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Quantity
             * @description How many units.
             */
            quantity: number;
            /**
             * Cost Points
             * @description The points that all units cost.
             */
            cost_points: number;
            /**
             * Status
             * @description `reserved`, `confirmed`, `released`, `used` (all vouchers) or `expired` (not all used, and none can be any more).
             * @enum {string}
             */
            status: "reserved" | "confirmed" | "released" | "used" | "expired";
            /**
             * Redeemed At
             * Format: date-time
             * @description When it was redeemed.
             */
            redeemed_at: string;
            /**
             * Reserved Until
             * Format: date-time
             * @description The instant from which it is released, unless it was confirmed.
             */
            reserved_until?: string;
            /**
             * Confirmed At
             * Format: date-time
             * @description When it was confirmed.
             */
            confirmed_at?: string;
            /**
             * Released At
             * Format: date-time
             * @description When it was released.
             */
            released_at?: string;
            /**
             * Value Eur Cents
             * @description What all units are worth, in euro cents.
             */
            value_eur_cents?: number;
            /**
             * Reference
             * @description By which the partner finds it in its own books.
             */
            reference?: string;
            /**
             * Vouchers Used
             * @description How many of its vouchers were used.
             */
            vouchers_used: number;
        };
        /**
         * ListedStation
         * @description A station that is in service. Without a status it has reported none; `distance_m` is from the point
         *     that was asked for, as the crow flies.
         */
        ListedStation: {
            /**
             * Station Id
             * @description The station.
             */
            station_id: string;
            /**
             * Operator Id
             * @description The operator whose station it is.
             */
            operator_id?: string;
            /**
             * Name
             * @description What the station is called.
             */
            name: string;
            /**
             * Lat
             * @description Latitude in degrees (WGS 84).
             */
            lat: number;
            /**
             * Lon
             * @description Longitude in degrees (WGS 84).
             */
            lon: number;
            /**
             * Capacity
             * @description Docks of the station.
             */
            capacity?: number;
            /**
             * Elevation M
             * @description How high the station lies above sea level, in whole metres.
             */
            elevation_m?: number;
            /**
             * Until
             * Format: date-time
             * @description From when on the station is out of service for good.
             */
            until?: string;
            /**
             * Zone Id
             * @description The finest zone in which the station lies.
             */
            zone_id?: string;
            /**
             * Distance M
             * @description Metres from the place that was asked for, as the crow flies.
             */
            distance_m?: number;
            /** @description What the station has reported last. Left out: nothing. */
            status?: components["schemas"]["ListedStatus"];
        };
        /**
         * ListedStatus
         * @description What a station has reported last. `state`: `usable`, `empty` (no vehicle), `full` (no dock) or
         *     `out_of_service`.
         */
        ListedStatus: {
            /**
             * Reported At
             * Format: date-time
             * @description When the station has reported this.
             */
            reported_at: string;
            /**
             * State
             * @description `usable`, `empty` (no vehicle), `full` (no dock) or `out_of_service`. More may come.
             */
            state: string;
            /**
             * Vehicles Available
             * @description How many vehicles can be taken.
             */
            vehicles_available: number;
            /**
             * Docks Available
             * @description How many docks are free. Left out: unknown.
             */
            docks_available?: number;
        };
        /**
         * ListedTariff
         * @description A published tariff, and the days that the city has taken from it. Version 1 is the default game.
         * @example {
         *       "bonus": [
         *         {
         *           "day_max": 3,
         *           "kind": "report_confirmed",
         *           "points": 20
         *         }
         *       ],
         *       "day_points_max": 400,
         *       "month_points_max": 6000,
         *       "multipliers": [
         *         {
         *           "local_hours": [
         *             {
         *               "from": 6,
         *               "to": 8
         *             }
         *           ],
         *           "name": "Early birds",
         *           "percent": 150,
         *           "weekdays": [
         *             1,
         *             2,
         *             3,
         *             4,
         *             5
         *           ]
         *         }
         *       ],
         *       "name": "Spring",
         *       "pending_hours": 24,
         *       "per": {
         *         "bike": {
         *           "distance_m_max": 20000,
         *           "kcal_per_point": 10,
         *           "metres_per_point": 100
         *         },
         *         "ebike": {
         *           "distance_m_max": 10000,
         *           "kcal_per_point": 20,
         *           "metres_per_point": 200
         *         }
         *       },
         *       "published_at": "2026-11-20T09:00:00Z",
         *       "state": "published",
         *       "stops": [
         *         {
         *           "from_on": "2099-03-04",
         *           "until_on": "2099-03-06"
         *         }
         *       ],
         *       "tariff_id": "019aa000-0000-7000-8000-0000000000a2",
         *       "trip_points_max": 150,
         *       "valid_from": "2099-03-01",
         *       "version": 2
         *     }
         */
        ListedTariff: {
            /**
             * Name
             * @description The name, for people who look it up.
             */
            name: string;
            /**
             * Valid From
             * Format: date
             * @description The first local day that is paid by it.
             */
            valid_from: string;
            /** @description Points for distance and energy, by type of vehicle. */
            per: components["schemas"]["VehicleRates"];
            /**
             * Trip Points Max
             * @description Most points that one trip gives. Left out: as many as it is worth.
             */
            trip_points_max?: number;
            /**
             * Day Points Max
             * @description Most points that the trips of one local day give.
             */
            day_points_max: number;
            /**
             * Month Points Max
             * @description Most points that the days of one month give, by the tariff of its first day. Left out: as many as they give.
             */
            month_points_max?: number;
            /**
             * Pending Hours
             * @description Hours after a trip's end from which its points can be spent.
             * @default 24
             */
            pending_hours: number;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags?: {
                [key: string]: number;
            };
            /**
             * Multipliers
             * @description What raises or lowers a trip's points. Of those that match the largest counts, once.
             */
            multipliers?: components["schemas"]["MultiplierBody"][];
            /**
             * Bonus
             * @description Points for activities that are no trips. No limit of trips applies to them.
             */
            bonus?: components["schemas"]["BonusBody"][];
            /**
             * Tariff Id
             * Format: uuid
             * @description The tariff.
             */
            tariff_id: string;
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "closed";
            /**
             * Version
             * @description Its number. 1 is the default game.
             */
            version: number;
            /**
             * Published At
             * Format: date-time
             * @description When it was published.
             */
            published_at?: string;
            /**
             * Stops
             * @description The local days that the city has taken from it.
             */
            stops?: components["schemas"]["StopDays"][];
        };
        /**
         * ListedZoneFeature
         * @description A zone as a GeoJSON feature.
         */
        ListedZoneFeature: {
            /**
             * Type
             * @description The kind of thing.
             * @constant
             */
            type: "Feature";
            /**
             * Id
             * @description The zone.
             */
            id: string;
            /** @description What the zone is called, and where it belongs. */
            properties: components["schemas"]["ListedZoneProperties"];
            /** @description The outline, simplified for drawing. */
            geometry: components["schemas"]["ZoneOutline"];
        };
        /**
         * ListedZoneProperties
         * @description A zone. `parent_id` is the zone that it is a part of.
         */
        ListedZoneProperties: {
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id: string;
            /**
             * Name
             * @description What the zone is called.
             */
            name: string;
            /**
             * Parent Id
             * @description The zone that this one is a part of.
             */
            parent_id?: string;
        };
        /**
         * MonthFigures
         * @description Decisions of a local month (YYYY-MM), all of them and by reason.
         * @example {
         *       "accepted": 31,
         *       "appeals": 12,
         *       "by_reason": [
         *         {
         *           "accepted": 31,
         *           "appeals": 12,
         *           "decided": 40,
         *           "dismissed": 7,
         *           "reason": "motorised",
         *           "rejected": 9,
         *           "upheld": 5
         *         }
         *       ],
         *       "decided": 40,
         *       "dismissed": 7,
         *       "month": "2026-05",
         *       "rejected": 9,
         *       "upheld": 5
         *     }
         */
        MonthFigures: {
            /**
             * Decided
             * @description How many trips people decided.
             */
            decided: number;
            /**
             * Accepted
             * @description How many trips were accepted.
             */
            accepted: number;
            /**
             * Rejected
             * @description How many trips were rejected.
             */
            rejected: number;
            /**
             * Appeals
             * @description How many appeals were answered.
             */
            appeals: number;
            /**
             * Upheld
             * @description How many appeals were answered by an acceptance.
             */
            upheld: number;
            /**
             * Dismissed
             * @description How many appeals were answered by a rejection.
             */
            dismissed: number;
            /**
             * Month
             * @description A month of the city, as `YYYY-MM`.
             */
            month: string;
            /**
             * By Reason
             * @description The same by each reason for which the trips had not counted.
             */
            by_reason: components["schemas"]["ReasonCounts"][];
        };
        /**
         * MultiplierBody
         * @description The percent that a trip's points are raised or lowered to, for trips that meet all that it names.
         */
        MultiplierBody: {
            /**
             * Name
             * @description The name, as riders read it beside their points.
             */
            name: string;
            /**
             * Percent
             * @description The percent that the points become, rounded down.
             */
            percent: number;
            /**
             * Weekdays
             * @description The weekdays of the trip, from 1 (Monday) to 7.
             */
            weekdays?: number[];
            /**
             * Local Hours
             * @description The local hours in one of which the trip starts.
             */
            local_hours?: components["schemas"]["HoursBody"][];
            /**
             * Start Zone Ids
             * @description The zones in one of which the trip starts. A district stands for the zones that lay in it at publishing.
             */
            start_zone_ids?: string[];
            /**
             * From On
             * Format: date
             * @description The first local day.
             */
            from_on?: string;
            /**
             * Until On
             * Format: date
             * @description The last local day, inclusive.
             */
            until_on?: string;
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
        };
        /**
         * Name
         * @description What riders read, in the languages of the city. English is always there.
         */
        Name: {
            /**
             * En
             * @description In English, which is read where another language is missing.
             */
            en: string;
            /**
             * Ca
             * @description In Catalan.
             */
            ca?: string;
            /**
             * Es
             * @description In Spanish.
             */
            es?: string;
        };
        /**
         * NewImport
         * @description An import that begins.
         * @example {
         *       "name": "202605-trips.csv"
         *     }
         */
        NewImport: {
            /**
             * Name
             * @description What people call the import, such as the name of its file.
             */
            name: string;
        };
        /**
         * NewLiveTrip
         * @description A trip that begins. `vehicle_id` is what is printed on the vehicle.
         * @example {
         *       "start_station_id": "42",
         *       "started_at": "2026-05-04T07:30:00Z",
         *       "trip_id": "0b7e0a3c-5b0e-4a5e-9f0e-2d6c3b1f7c22",
         *       "vehicle_type": "bike"
         *     }
         */
        NewLiveTrip: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Vehicle Type
             * @description `bike` or `ebike`.
             * @enum {string}
             */
            vehicle_type: "bike" | "ebike";
            /**
             * Started At
             * Format: date-time
             * @description When the trip began: an instant with its offset.
             */
            started_at: string;
            /**
             * Start Station Id
             * @description The station at which the trip began.
             */
            start_station_id?: string;
            /**
             * Vehicle Id
             * @description The vehicle, as its operator names it.
             */
            vehicle_id?: string;
            /**
             * Device Id
             * @description The phone, by an id of its app's choice.
             */
            device_id?: string;
        };
        /**
         * NewPair
         * @description In which challenge the pair is to be.
         * @example {
         *       "challenge_id": "019aa000-0000-7000-8000-0000000000c1"
         *     }
         */
        NewPair: {
            /**
             * Challenge Id
             * Format: uuid
             * @description A published challenge for pairs.
             */
            challenge_id: string;
        };
        /**
         * NewRedemption
         * @description What a rider wants. `cost_points_max` is what the rider agrees to pay for all units together.
         * @example {
         *       "cost_points_max": 500,
         *       "quantity": 2,
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *     }
         */
        NewRedemption: {
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Quantity
             * @description How many units.
             * @default 1
             */
            quantity: number;
            /**
             * Cost Points Max
             * @description The most points that the rider agrees to pay, for all units together.
             */
            cost_points_max?: number;
        };
        /**
         * NewTeam
         * @description A team, or a workplace. Nothing of it changes later.
         * @example {
         *       "kind": "team",
         *       "name": "Les Corts rolls",
         *       "size_max": 12
         *     }
         */
        NewTeam: {
            /**
             * Name
             * @description What others read: 3 to 20 Latin letters, digits, spaces and `. _ · ' -`. No other of its kind has one that differs only by signs or capital letters.
             */
            name: string;
            /**
             * Kind
             * @description A team of friends, or a workplace. A rider is in one of each at most.
             * @enum {string}
             */
            kind: "team" | "workplace";
            /**
             * Size Max
             * @description How many riders it takes. A challenge says which limit teams may have to take part.
             */
            size_max: number;
        };
        /**
         * NewTickets
         * @description How many tickets a rider buys.
         * @example {
         *       "count": 2
         *     }
         */
        NewTickets: {
            /**
             * Count
             * @description How many tickets.
             */
            count: number;
        };
        /**
         * NowAndThen
         * @description Points as they are in the ledger, and as they would be.
         * @example {
         *       "now": 2354100,
         *       "then": 2101650
         *     }
         */
        NowAndThen: {
            /**
             * Now
             * @description What the ledger has.
             */
            now: number;
            /**
             * Then
             * @description What the tariff would have given.
             */
            then: number;
        };
        /**
         * Offer
         * @description A reward. To riders `can_redeem` says whether they can redeem one unit now, and `why_not` all that is
         *     in the way, as codes of problems.
         * @example {
         *       "available_from": "2026-05-01T00:00:00+02:00",
         *       "can_redeem": false,
         *       "confirmation": "instant",
         *       "cost_points": 250,
         *       "description": {
         *         "en": "At any of its tables."
         *       },
         *       "kind": "voucher",
         *       "left": 399,
         *       "name": {
         *         "ca": "Un cafè a la cantonada",
         *         "en": "A coffee at the corner",
         *         "es": "Un café en la esquina"
         *       },
         *       "partner_id": "cafe-central",
         *       "per_rider_max": {
         *         "count": 2,
         *         "period": "month"
         *       },
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "state": "published",
         *       "stock": 400,
         *       "value_eur_cents": 180,
         *       "value_tags": {
         *         "engagement": 100
         *       },
         *       "version": 1,
         *       "voucher_valid_days": 30,
         *       "why_not": [
         *         "insufficient-points"
         *       ]
         *     }
         */
        Offer: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /** @description What more there is to say, by language. */
            description?: components["schemas"]["Description"];
            /**
             * Kind
             * @description A voucher, a code of the pool, a benefit that needs neither, or a donation.
             * @enum {string}
             */
            kind: "voucher" | "code" | "benefit" | "donation";
            /**
             * Cost Points
             * @description The points that one unit costs.
             */
            cost_points: number;
            /**
             * Stock
             * @description How many units there are, over all versions. Left out: as many as are asked for.
             */
            stock?: number;
            /** @description How many units one rider may redeem. Left out: as many as the points allow. */
            per_rider_max?: components["schemas"]["RiderMax"];
            /**
             * Available From
             * Format: date-time
             * @description The first instant at which it can be redeemed. Left out: from its publishing on.
             */
            available_from?: string;
            /**
             * Available Until
             * Format: date-time
             * @description The instant from which it can no longer be redeemed. Left out: until it is closed.
             */
            available_until?: string;
            /**
             * Confirmation
             * @description Whether a redemption stands at once, or is a reservation until the partner confirms it.
             * @enum {string}
             */
            confirmation: "instant" | "partner";
            /**
             * Partner Id
             * @description The partner: a shop, library or club.
             */
            partner_id?: string;
            /**
             * Voucher Valid Days
             * @description For how many local days after its confirmation a voucher is good. Left out: for ever.
             */
            voucher_valid_days?: number;
            /**
             * Value Eur Cents
             * @description What one unit is worth, in euro cents.
             */
            value_eur_cents?: number;
            /**
             * Project Id
             * Format: uuid
             * @description The project that a donation goes to.
             */
            project_id?: string;
            /**
             * Level Min
             * @description The level from which riders may redeem it.
             */
            level_min?: number;
            /**
             * Zone Ids
             * @description The zones in which it can be used.
             */
            zone_ids?: string[];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags?: {
                [key: string]: number;
            };
            /**
             * Proposal Id
             * Format: uuid
             * @description The proposal that it came from.
             */
            proposal_id?: string;
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "paused" | "closed";
            /**
             * Version
             * @description The version in force. 1 for what was never published.
             */
            version: number;
            /**
             * Left
             * @description How many units can still be redeemed. Left out where nothing limits them.
             */
            left?: number;
            /**
             * Can Redeem
             * @description Whether the rider can redeem one unit now. Only riders are told.
             */
            can_redeem?: boolean;
            /**
             * Why Not
             * @description Codes of all problems that stand between the rider and one unit, in the order in which a redemption checks them.
             */
            why_not?: string[];
        };
        /**
         * OperatorFigures
         * @description One operator's reviews. `waiting_appeals` are not answered yet, `overdue_appeals` of them for more than
         *     14 days.
         */
        OperatorFigures: {
            /**
             * Operator Id
             * @description The operator.
             */
            operator_id: string;
            /**
             * Waiting Appeals
             * @description How many appeals are not answered yet.
             */
            waiting_appeals: number;
            /**
             * Overdue Appeals
             * @description How many appeals wait longer than they should.
             */
            overdue_appeals: number;
            /**
             * Months
             * @description The last 24 months, newest first.
             */
            months: components["schemas"]["MonthFigures"][];
        };
        /**
         * OperatorTrip
         * @description A trip as an operator reports it, with its rider and the source of its distance.
         * @example {
         *       "distance_m": 4200,
         *       "distance_source": "odometer",
         *       "ended_at": "2026-05-04T07:50:00Z",
         *       "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *       "started_at": "2026-05-04T07:30:00Z",
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *       "vehicle_type": "bike"
         *     }
         */
        OperatorTrip: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Vehicle Type
             * @description `bike` or `ebike`.
             * @enum {string}
             */
            vehicle_type: "bike" | "ebike";
            /**
             * Started At
             * Format: date-time
             * @description When the trip began: an instant with its offset.
             */
            started_at: string;
            /**
             * Ended At
             * Format: date-time
             * @description When the trip ended: an instant with its offset.
             */
            ended_at: string;
            /**
             * Start Station Id
             * @description The station at which the trip began.
             */
            start_station_id?: string;
            /**
             * End Station Id
             * @description The station at which the trip ended.
             */
            end_station_id?: string;
            /** @description Where the trip began, where its station is unknown. Kept in the service `trips` only. */
            start?: components["schemas"]["Position"];
            /** @description Where the trip ended, where its station is unknown. Kept in the service `trips` only. */
            end?: components["schemas"]["Position"];
            /**
             * Distance M
             * @description Metres. Left out where the distance is unknown.
             */
            distance_m?: number;
            /**
             * Vehicle Id
             * @description The vehicle, as its operator names it.
             */
            vehicle_id?: string;
            /**
             * Device Id
             * @description The phone, by an id of its app's choice.
             */
            device_id?: string;
            /**
             * Trace
             * @description Where the trip went, in order of time. Kept in the service `trips` only.
             */
            trace?: components["schemas"]["TracePoint"][];
            /**
             * Rider Id
             * Format: uuid
             * @description The rider, as a reference that names nobody.
             */
            rider_id: string;
            /**
             * Distance Source
             * @description Where the distance is from: `odometer`, `phone`, `trace` or `station_pair`. More may come.
             * @enum {string}
             */
            distance_source?: "odometer" | "trace" | "station_pair";
        };
        /**
         * OutcomeBody
         * @description What has come of a project.
         * @example {
         *       "outcome": {
         *         "en": "Twenty-two trees were planted in March."
         *       }
         *     }
         */
        OutcomeBody: {
            /** @description What has come of the project, by language. */
            outcome: components["schemas"]["Description"];
        };
        /**
         * OverdueAppeals
         * @description How many appeals of the whole city wait longer than `answer_days`: at least so many, counted in whole
         *     tens, so that nobody's appeal shows.
         * @example {
         *       "answer_days": 14,
         *       "counted_in": 10,
         *       "overdue_at_least": 10
         *     }
         */
        OverdueAppeals: {
            /**
             * Overdue At Least
             * @description At least so many appeals of the whole city are overdue.
             */
            overdue_at_least: number;
            /**
             * Counted In
             * @description The number is rounded down to whole multiples of this.
             */
            counted_in: number;
            /**
             * Answer Days
             * @description For so many days an appeal may wait before it is overdue.
             */
            answer_days: number;
        };
        /**
         * OwnDraw
         * @description A draw in which the rider takes part: the rider's tickets by what is known now or, once it is frozen,
         *     in the list under this pseudonym; and the redemption of a prize that was won.
         * @example {
         *       "bought": 3,
         *       "closes_at": "2026-06-01T00:00:00+02:00",
         *       "draw_id": "019aa000-0000-7000-8000-0000000000c9",
         *       "name": {
         *         "ca": "Els timbres de maig",
         *         "en": "The bells of May",
         *         "es": "Los timbres de mayo"
         *       },
         *       "pseudonym": "af038b4450fa2f150449e28d7a2895c2",
         *       "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "state": "drawn",
         *       "tickets": 3
         *     }
         */
        OwnDraw: {
            /**
             * Draw Id
             * Format: uuid
             * @description The draw.
             */
            draw_id: string;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "frozen" | "drawn" | "cancelled";
            /**
             * Closes At
             * Format: date-time
             * @description When it closes: the first instant at which nobody takes part, leaves or buys any more.
             */
            closes_at: string;
            /**
             * Tickets
             * @description The rider's tickets, as they are known now.
             */
            tickets: number;
            /**
             * Bought
             * @description Tickets that the rider has bought of this draw and not got back.
             */
            bought: number;
            /**
             * Pseudonym
             * @description The name of a rider in the list of one draw, 32 hexadecimal digits. Nobody else knows whose it is.
             */
            pseudonym?: string;
            /**
             * Redemption Id
             * Format: uuid
             * @description The redemption of the prize that the rider has won.
             */
            redemption_id?: string;
        };
        /**
         * OwnDraws
         * @description Newest first.
         * @example {
         *       "draws": [
         *         {
         *           "bought": 3,
         *           "closes_at": "2026-06-01T00:00:00+02:00",
         *           "draw_id": "019aa000-0000-7000-8000-0000000000c9",
         *           "name": {
         *             "ca": "Els timbres de maig",
         *             "en": "The bells of May",
         *             "es": "Los timbres de mayo"
         *           },
         *           "pseudonym": "af038b4450fa2f150449e28d7a2895c2",
         *           "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *           "state": "drawn",
         *           "tickets": 3
         *         }
         *       ]
         *     }
         */
        OwnDraws: {
            /**
             * Draws
             * @description The draws of this page of the list.
             */
            draws: components["schemas"]["OwnDraw"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * OwnPlace
         * @description A rider's place on a board, and the five above and below, all in the order of the board. Who is not on
         *     it has no rank, and reads how many are. A board of fewer than 10 riders is empty.
         * @example {
         *       "above": [
         *         {
         *           "nickname": "Núria 2",
         *           "points": 412,
         *           "rank": 1
         *         },
         *         {
         *           "nickname": "d'en Biel",
         *           "points": 390,
         *           "rank": 2
         *         }
         *       ],
         *       "below": [],
         *       "board_id": "week-riders-all",
         *       "period": "2026-W47",
         *       "points": 371,
         *       "rank": 3,
         *       "riders": 57
         *     }
         */
        OwnPlace: {
            /**
             * Board Id
             * @description The leaderboard: how long it counts, of whom, and which trips or riders.
             */
            board_id: string;
            /**
             * Period
             * @description The period. Left out for a board that counts for ever.
             */
            period?: string;
            /**
             * Riders
             * @description How many riders are on the board; 0 if they are fewer than 10.
             */
            riders: number;
            /**
             * Rank
             * @description 1 + how many have more points. Riders with equal points share a rank.
             */
            rank?: number;
            /**
             * Points
             * @description The rider's points on the board: of each day what its limit leaves.
             */
            points?: number;
            /**
             * Above
             * @description The five above, in the order of the board.
             */
            above: components["schemas"]["BoardPlace"][];
            /**
             * Below
             * @description The five below, in the order of the board.
             */
            below: components["schemas"]["BoardPlace"][];
        };
        /**
         * OwnRedemption
         * @description A redemption of the rider, without codes. `name` is the reward's in the version that was redeemed.
         * @example {
         *       "cost_points": 250,
         *       "name": {
         *         "en": "A coffee at the corner"
         *       },
         *       "quantity": 1,
         *       "redeemed_at": "2026-05-04T10:00:00Z",
         *       "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "status": "confirmed",
         *       "version": 1
         *     }
         */
        OwnRedemption: {
            /**
             * Redemption Id
             * Format: uuid
             * @description The redemption.
             */
            redemption_id: string;
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Version
             * @description The version.
             */
            version: number;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Quantity
             * @description How many units.
             */
            quantity: number;
            /**
             * Cost Points
             * @description The points that all units cost.
             */
            cost_points: number;
            /**
             * Status
             * @description `reserved`, `confirmed`, `released`, `used` (all vouchers) or `expired` (not all used, and none can be any more).
             * @enum {string}
             */
            status: "reserved" | "confirmed" | "released" | "used" | "expired";
            /**
             * Redeemed At
             * Format: date-time
             * @description When it was redeemed.
             */
            redeemed_at: string;
            /**
             * Reserved Until
             * Format: date-time
             * @description The instant from which it is released, unless it was confirmed.
             */
            reserved_until?: string;
            /**
             * Confirmed At
             * Format: date-time
             * @description When it was confirmed.
             */
            confirmed_at?: string;
            /**
             * Released At
             * Format: date-time
             * @description When it was released.
             */
            released_at?: string;
        };
        /**
         * OwnRedemptions
         * @description Newest first.
         * @example {
         *       "redemptions": [
         *         {
         *           "cost_points": 250,
         *           "name": {
         *             "en": "A coffee at the corner"
         *           },
         *           "quantity": 1,
         *           "redeemed_at": "2026-05-04T10:00:00Z",
         *           "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *           "status": "confirmed",
         *           "version": 1
         *         }
         *       ]
         *     }
         */
        OwnRedemptions: {
            /**
             * Redemptions
             * @description The redemptions of this page of the list.
             */
            redemptions: components["schemas"]["OwnRedemption"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * OwnTraceRead
         * @description A rider's trace, in order of time. `holds`: `points` as the phone has told them, until no more are
         *     taken, then `places`, one for each 10 s of the clock, with the `paces` of each 20 s. `trip_id` is the trip
         *     with which it was told: the one that was asked for, or one that is merged into that.
         * @example {
         *       "features": [
         *         {
         *           "geometry": {
         *             "coordinates": [
         *               2.1702,
         *               41.3901
         *             ],
         *             "type": "Point"
         *           },
         *           "properties": {
         *             "at": "2026-05-04T07:30:05Z"
         *           },
         *           "type": "Feature"
         *         }
         *       ],
         *       "holds": "places",
         *       "paces": [
         *         {
         *           "at": "2026-05-04T07:30:00Z",
         *           "mps": 4.2
         *         }
         *       ],
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *       "type": "FeatureCollection"
         *     }
         */
        OwnTraceRead: {
            /**
             * Type
             * @description The kind of thing.
             * @constant
             */
            type: "FeatureCollection";
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Holds
             * @description `points` as they were told, or the `places` that are kept.
             * @enum {string}
             */
            holds: "points" | "places";
            /**
             * Features
             * @description The points or places, in order of time.
             */
            features: components["schemas"]["TraceFeature"][];
            /**
             * Paces
             * @description The pace of each 20 s of which enough was told; none while it holds points.
             */
            paces: components["schemas"]["TracePace"][];
        };
        /**
         * PairInvite
         * @description A pair, and the code that invites somebody to it.
         * @example {
         *       "invite": "7HQ2-0WPK-M3VX-4",
         *       "pair_id": "019aa000-0000-7000-8000-0000000000e1"
         *     }
         */
        PairInvite: {
            /**
             * Pair Id
             * Format: uuid
             * @description The pair.
             */
            pair_id: string;
            /**
             * Invite
             * @description A code that invites, to hand over. Blanks, dashes and small letters do not matter.
             */
            invite: string;
        };
        /**
         * PairShown
         * @description A pair that the rider is in.
         * @example {
         *       "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
         *       "pair_id": "019aa000-0000-7000-8000-0000000000e1"
         *     }
         */
        PairShown: {
            /**
             * Pair Id
             * Format: uuid
             * @description The pair.
             */
            pair_id: string;
            /**
             * Challenge Id
             * Format: uuid
             * @description The challenge.
             */
            challenge_id: string;
        };
        /**
         * Participant
         * @description Whose progress an entry shows: `rider`, or a group (`team`, `pair`, `city`). Kinds may become more.
         */
        Participant: {
            /**
             * Kind
             * @description `rider`, `team`, `pair` or `city`. More may come.
             */
            kind: string;
            /**
             * Id
             * @description The rider, the team, the pair or the city.
             */
            id: string;
        };
        /**
         * Partner
         * @description A partner as everybody sees it.
         * @example {
         *       "name": "Cafè Central",
         *       "partner_id": "cafe-central",
         *       "place": "Plaça Major 3",
         *       "zone_id": "gracia"
         *     }
         */
        Partner: {
            /**
             * Partner Id
             * @description The partner: a shop, library or club.
             */
            partner_id: string;
            /**
             * Name
             * @description The name.
             */
            name: string;
            /**
             * Place
             * @description Where it is, in words.
             */
            place?: string;
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id?: string;
        };
        /**
         * PartnerBody
         * @description A shop, library or club in which vouchers are used: its name, and where it is.
         * @example {
         *       "name": "Cafè Central",
         *       "place": "Plaça Major 3",
         *       "zone_id": "gracia"
         *     }
         */
        PartnerBody: {
            /**
             * Name
             * @description The name.
             */
            name: string;
            /**
             * Place
             * @description Where it is, in words.
             */
            place?: string;
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id?: string;
        };
        /**
         * PartnerList
         * @description In the order of their ids.
         * @example {
         *       "partners": [
         *         {
         *           "name": "Cafè Central",
         *           "partner_id": "cafe-central",
         *           "place": "Plaça Major 3",
         *           "zone_id": "gracia"
         *         }
         *       ]
         *     }
         */
        PartnerList: {
            /**
             * Partners
             * @description The partners of this page of the list.
             */
            partners: components["schemas"]["Partner"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * Position
         * @description Where a trip begins or ends, in degrees. 0, 0 is no position: devices send it while they have none.
         */
        Position: {
            /**
             * Lat
             * @description Latitude in degrees (WGS 84).
             */
            lat: number;
            /**
             * Lon
             * @description Longitude in degrees (WGS 84).
             */
            lon: number;
        };
        /**
         * Posting
         * @description A line of the statement. `balance_after` includes what is pending. Kinds may become more.
         */
        Posting: {
            /**
             * Posting Id
             * Format: uuid
             * @description The id of the line.
             */
            posting_id: string;
            /**
             * At
             * Format: date-time
             * @description When the points were booked.
             */
            at: string;
            /**
             * Kind
             * @description What the line is for: `trip`, `cap` (a day's limit) or `challenge`. More may come.
             */
            kind: string;
            /**
             * Points
             * @description Points: to the rider above 0, from the rider below.
             */
            points: number;
            /**
             * Balance After
             * @description The rider's points after this line, in all: also those that are pending.
             */
            balance_after: number;
            /**
             * Available At
             * Format: date-time
             * @description From when on these points can be spent.
             */
            available_at: string;
            /** @description Why there are so many points. */
            explanation: components["schemas"]["Explanation"];
            /**
             * Source
             * @description What gave the points: `trip:`, `cap:` (a day's limit) or `entry:`, and its id. An entry's has also the group, the first day of the period and the level, where there are such.
             */
            source: string;
        };
        /**
         * PrizeBody
         * @description So many units of a reward.
         */
        PrizeBody: {
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Count
             * @description How many units of it.
             */
            count: number;
        };
        /**
         * Profile
         * @description A rider's nickname, left out until there is one, and whether leaderboards show the rider by it.
         * @example {
         *       "nickname": "Núria 2",
         *       "on_leaderboards": true
         *     }
         */
        Profile: {
            /**
             * Nickname
             * @description What boards call the rider: 3 to 20 Latin letters, digits, spaces and `. _ · ' -`. Nobody else has one that differs only by signs or capital letters.
             */
            nickname?: string;
            /**
             * On Leaderboards
             * @description Whether leaderboards show the rider.
             */
            on_leaderboards: boolean;
        };
        /**
         * ProfileBody
         * @description A nickname, and whether leaderboards show the rider by it.
         * @example {
         *       "nickname": "Núria 2",
         *       "on_leaderboards": true
         *     }
         */
        ProfileBody: {
            /**
             * Nickname
             * @description What boards call the rider: 3 to 20 Latin letters, digits, spaces and `. _ · ' -`. Nobody else has one that differs only by signs or capital letters.
             */
            nickname: string;
            /**
             * On Leaderboards
             * @description Whether leaderboards show the rider.
             */
            on_leaderboards: boolean;
        };
        /**
         * Progress
         * @description How many trips and days of activities were looked at, and of how many.
         * @example {
         *       "done": 12000,
         *       "total": 41300
         *     }
         */
        Progress: {
            /**
             * Done
             * @description Trips, and days of activities, that were looked at.
             */
            done: number;
            /**
             * Total
             * @description All that will be looked at.
             */
            total: number;
        };
        /**
         * ProjectBody
         * @description A public project to which riders donate points. Points beyond the goal are taken too.
         * @example {
         *       "ends_at": "2026-12-31T23:00:00Z",
         *       "goal_points": 50000,
         *       "name": {
         *         "ca": "Arbres per a l'escola",
         *         "en": "Trees for the school",
         *         "es": "Árboles para la escuela"
         *       },
         *       "text": {
         *         "en": "Twenty trees in the yard of the school of Gràcia."
         *       },
         *       "value_tags": {
         *         "climate": 60,
         *         "liveability": 40
         *       },
         *       "zone_id": "gracia"
         *     }
         */
        ProjectBody: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /** @description What it is, by language. */
            text: components["schemas"]["Description"];
            /**
             * Goal Points
             * @description The points that the project wants. More are taken too.
             */
            goal_points: number;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags: {
                [key: string]: number;
            };
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id?: string;
            /**
             * Ends At
             * Format: date-time
             * @description When it ends: the first instant that is out.
             */
            ends_at?: string;
        };
        /**
         * ProjectList
         * @description Newest first.
         * @example {
         *       "projects": [
         *         {
         *           "donors": 48,
         *           "ends_at": "2026-12-31T23:00:00Z",
         *           "goal_points": 50000,
         *           "name": {
         *             "ca": "Arbres per a l'escola",
         *             "en": "Trees for the school",
         *             "es": "Árboles para la escuela"
         *           },
         *           "outcome": {
         *             "en": "Twenty-two trees were planted in March."
         *           },
         *           "points": 31250,
         *           "project_id": "019aa000-0000-7000-8000-0000000000b1",
         *           "text": {
         *             "en": "Twenty trees in the yard of the school of Gràcia."
         *           },
         *           "value_tags": {
         *             "climate": 60,
         *             "liveability": 40
         *           },
         *           "zone_id": "gracia"
         *         }
         *       ]
         *     }
         */
        ProjectList: {
            /**
             * Projects
             * @description The projects of this page of the list.
             */
            projects: components["schemas"]["ListedProject"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * RankPrizes
         * @description Prizes for the first places of a board. They are paid at `due_at`, by the board as it is then, by the
         *     campaign if there is one.
         * @example {
         *       "board_id": "month-riders-all",
         *       "due_at": "2099-12-08T00:00:00+01:00",
         *       "period": "2099-11",
         *       "points": [
         *         500,
         *         300,
         *         200
         *       ],
         *       "prize_id": "019aa000-0000-7000-8000-0000000000d1"
         *     }
         */
        RankPrizes: {
            /**
             * Prize Id
             * Format: uuid
             * @description The prizes.
             */
            prize_id: string;
            /**
             * Board Id
             * @description The leaderboard: how long it counts, of whom, and which trips or riders.
             */
            board_id: string;
            /**
             * Period
             * @description A period: `2026-W47`, `2026-11` or `2026-Q4`. By itself the current one.
             */
            period: string;
            /**
             * Points
             * @description The points for the first places, the first place first.
             */
            points: number[];
            /**
             * Due At
             * Format: date-time
             * @description When they are paid.
             */
            due_at: string;
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
        };
        /**
         * RankPrizesBody
         * @description The points for the first places of a board in a period that has not ended, the first place first.
         * @example {
         *       "period": "2099-11",
         *       "points": [
         *         500,
         *         300,
         *         200
         *       ]
         *     }
         */
        RankPrizesBody: {
            /**
             * Period
             * @description A period: `2026-W47`, `2026-11` or `2026-Q4`. By itself the current one.
             */
            period: string;
            /**
             * Points
             * @description The points for the first places, the first place first.
             */
            points: number[];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
        };
        /**
         * RatesBody
         * @description A point for each full `metres_per_point` of at most `distance_m_max`, and for each full
         *     `kcal_per_point`.
         */
        RatesBody: {
            /**
             * Metres Per Point
             * @description Metres for a point.
             */
            metres_per_point: number;
            /**
             * Distance M Max
             * @description Metres of a trip that count, at most.
             */
            distance_m_max: number;
            /**
             * Kcal Per Point
             * @description Kilocalories for a point.
             */
            kcal_per_point: number;
        };
        /**
         * ReasonCounts
         * @description Decisions on trips that had not counted for this reason. A trip with two reasons is in both.
         * @example {
         *       "accepted": 31,
         *       "appeals": 12,
         *       "decided": 40,
         *       "dismissed": 7,
         *       "reason": "motorised",
         *       "rejected": 9,
         *       "upheld": 5
         *     }
         */
        ReasonCounts: {
            /**
             * Decided
             * @description How many trips people decided.
             */
            decided: number;
            /**
             * Accepted
             * @description How many trips were accepted.
             */
            accepted: number;
            /**
             * Rejected
             * @description How many trips were rejected.
             */
            rejected: number;
            /**
             * Appeals
             * @description How many appeals were answered.
             */
            appeals: number;
            /**
             * Upheld
             * @description How many appeals were answered by an acceptance.
             */
            upheld: number;
            /**
             * Dismissed
             * @description How many appeals were answered by a rejection.
             */
            dismissed: number;
            /**
             * Reason
             * @description The code of the reason. `none`: the trips had counted.
             */
            reason: string;
        };
        /**
         * Reasoned
         * @description A step that everybody may read of: why it is taken.
         * @example {
         *       "reason": "The council has asked for it."
         *     }
         */
        Reasoned: {
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * RedemptionList
         * @description Newest first.
         * @example {
         *       "redemptions": [
         *         {
         *           "confirmed_at": "2026-05-04T10:00:00Z",
         *           "cost_points": 250,
         *           "name": {
         *             "en": "A coffee at the corner"
         *           },
         *           "quantity": 1,
         *           "redeemed_at": "2026-05-04T10:00:00Z",
         *           "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *           "status": "confirmed",
         *           "value_eur_cents": 180,
         *           "version": 1,
         *           "vouchers_used": 1
         *         }
         *       ]
         *     }
         */
        RedemptionList: {
            /**
             * Redemptions
             * @description The redemptions of this page of the list.
             */
            redemptions: components["schemas"]["ListedRedemption"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * RedemptionMade
         * @description A redemption. `cost_points` is of all units. Vouchers come when it is confirmed.
         * @example {
         *       "cost_points": 250,
         *       "quantity": 1,
         *       "redeemed_at": "2026-05-04T10:00:00Z",
         *       "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "status": "confirmed",
         *       "vouchers": [
         *         {
         *           "code": "W06M-R2VV-YH2K-3",
         *           "valid_until": "2026-06-03T22:00:00Z",
         *           "voucher_id": "019aa000-0000-7000-8000-0000000000d1"
         *         }
         *       ]
         *     }
         */
        RedemptionMade: {
            /**
             * Redemption Id
             * Format: uuid
             * @description The redemption.
             */
            redemption_id: string;
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Quantity
             * @description How many units.
             */
            quantity: number;
            /**
             * Cost Points
             * @description The points that all units cost.
             */
            cost_points: number;
            /**
             * Status
             * @description What has become of it.
             * @enum {string}
             */
            status: "reserved" | "confirmed" | "released" | "used" | "expired";
            /**
             * Vouchers
             * @description A voucher for each unit.
             */
            vouchers?: components["schemas"]["ShownVoucher"][];
            /**
             * Reserved Until
             * Format: date-time
             * @description The instant from which it is released, unless it was confirmed.
             */
            reserved_until?: string;
            /**
             * Redeemed At
             * Format: date-time
             * @description When it was redeemed.
             */
            redeemed_at: string;
        };
        /**
         * RedemptionStep
         * @description What has become of a redemption.
         * @example {
         *       "cost_points": 250,
         *       "quantity": 1,
         *       "redeemed_at": "2026-05-04T10:00:00Z",
         *       "redemption_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "reference": "order 2026-118",
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "status": "confirmed"
         *     }
         */
        RedemptionStep: {
            /**
             * Redemption Id
             * Format: uuid
             * @description The redemption.
             */
            redemption_id: string;
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Quantity
             * @description How many units.
             */
            quantity: number;
            /**
             * Cost Points
             * @description The points that all units cost.
             */
            cost_points: number;
            /**
             * Status
             * @description What has become of it.
             * @enum {string}
             */
            status: "reserved" | "confirmed" | "released" | "used" | "expired";
            /**
             * Redeemed At
             * Format: date-time
             * @description When it was redeemed.
             */
            redeemed_at: string;
            /**
             * Reference
             * @description By which the partner finds it in its own books.
             */
            reference?: string;
        };
        /**
         * Release
         * @description Why a redemption is released.
         * @example {
         *       "reason": "The bell is out of stock."
         *     }
         */
        Release: {
            /**
             * Reason
             * @description Why, in the words of whoever releases it.
             */
            reason?: string;
        };
        /**
         * ReplacedCampaign
         * @description A campaign written anew, and why. The reason is no part of the campaign.
         * @example {
         *       "budget_eur_cents": 300000,
         *       "budget_points": 150000,
         *       "ends_at": "2026-06-01T00:00:00+02:00",
         *       "name": "Spring by bike",
         *       "pace": "even",
         *       "reason": "The council has asked for it.",
         *       "sponsor": "Mercat de la Llibertat",
         *       "starts_at": "2026-05-01T00:00:00+02:00"
         *     }
         */
        ReplacedCampaign: {
            /**
             * Name
             * @description The name.
             */
            name: string;
            /**
             * Sponsor
             * @description Who pays for it.
             */
            sponsor?: string;
            /**
             * Starts At
             * Format: date-time
             * @description When it begins, for its pace and forecast.
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description The instant from which it is over, for its pace and forecast.
             */
            ends_at: string;
            /**
             * Budget Points
             * @description The points that it may spend and promise in all.
             */
            budget_points: number;
            /**
             * Budget Eur Cents
             * @description What the rewards of it may be worth that are redeemed, and the prizes of its draws, in euro cents. Left out: no limit.
             */
            budget_eur_cents?: number;
            /**
             * Pace
             * @description `even`: by the end of each local day at most that day's share of the budget is given. `free`: as it comes.
             * @enum {string}
             */
            pace: "even" | "free";
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * ReplacedChallenge
         * @description A challenge written anew, and why. The reason is no part of the challenge.
         * @example {
         *       "ends_at": "2026-06-01T00:00:00+02:00",
         *       "goal": {
         *         "kind": "distinct",
         *         "of": "days",
         *         "target": 5
         *       },
         *       "name": {
         *         "ca": "Cinc dies feiners a la feina",
         *         "en": "Five weekdays to work",
         *         "es": "Cinco laborables al trabajo"
         *       },
         *       "period": "week",
         *       "reason": "The council has asked for it.",
         *       "reward": {
         *         "points": 50
         *       },
         *       "starts_at": "2026-05-04T00:00:00+02:00",
         *       "value_tags": {
         *         "climate": 40,
         *         "health": 60
         *       },
         *       "where": {
         *         "local_hours": [
         *           {
         *             "from": 6,
         *             "to": 10
         *           }
         *         ],
         *         "weekdays": [
         *           1,
         *           2,
         *           3,
         *           4,
         *           5
         *         ]
         *       },
         *       "who": {
         *         "kind": "joined"
         *       }
         *     }
         */
        ReplacedChallenge: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /** @description What more there is to say, by language. */
            description?: components["schemas"]["Description"];
            /**
             * Goal
             * @description What is to be reached.
             */
            goal: components["schemas"]["SumGoal"] | components["schemas"]["DistinctGoal"] | components["schemas"]["StreakGoal"] | components["schemas"]["BestGoal"] | components["schemas"]["AtMostGoal"] | components["schemas"]["ImproveGoal"] | components["schemas"]["StepsGoal"];
            /** @description The conditions that a trip must meet to be counted: all of them. */
            where?: components["schemas"]["WhereBody"];
            /**
             * Period
             * @description How the window is divided into entries: `once`, `day`, `week` (ISO) or `month`. Left out: once.
             * @enum {string}
             */
            period?: "once" | "day" | "week" | "month";
            /**
             * Who
             * @description Who takes part: `all` riders, or those who `joined`.
             */
            who: components["schemas"]["WhoAll"] | components["schemas"]["WhoJoined"] | components["schemas"]["WhoTeams"] | components["schemas"]["WhoPairs"] | components["schemas"]["WhoCity"];
            /** @description What completing it gives. */
            reward?: components["schemas"]["EntryReward"];
            /**
             * Levels
             * @description The stages of an entry instead of one target and one reward.
             */
            levels?: components["schemas"]["LevelBody"][];
            /**
             * Starts At
             * Format: date-time
             * @description When it starts: the first instant that is in.
             */
            starts_at: string;
            /**
             * Ends At
             * Format: date-time
             * @description When it ends: the first instant that is out.
             */
            ends_at: string;
            /**
             * Requires
             * @description Challenges that a rider must have completed as well.
             */
            requires?: string[];
            /** @description Challenges of which a rider can be in so many at a time. */
            group?: components["schemas"]["GroupBody"];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /** @description The values of the city to which the points are booked, in percent that add up to 100. */
            value_tags?: components["schemas"]["ValueShares"];
            /**
             * Holdout Percent
             * @description So many percent of the riders, drawn by their id, do not take part, so that the effect can be measured.
             */
            holdout_percent?: number;
            /**
             * Template
             * @description The template of which it was made.
             */
            template?: string;
            /**
             * Proposal Id
             * Format: uuid
             * @description The proposal that it came from.
             */
            proposal_id?: string;
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * ReplacedReward
         * @description A reward written anew, and why. The reason is no part of the reward.
         * @example {
         *       "available_from": "2026-05-01T00:00:00+02:00",
         *       "confirmation": "instant",
         *       "cost_points": 250,
         *       "description": {
         *         "en": "At any of its tables."
         *       },
         *       "kind": "voucher",
         *       "name": {
         *         "ca": "Un cafè a la cantonada",
         *         "en": "A coffee at the corner",
         *         "es": "Un café en la esquina"
         *       },
         *       "partner_id": "cafe-central",
         *       "per_rider_max": {
         *         "count": 2,
         *         "period": "month"
         *       },
         *       "reason": "The council has asked for it.",
         *       "stock": 400,
         *       "value_eur_cents": 180,
         *       "value_tags": {
         *         "engagement": 100
         *       },
         *       "voucher_valid_days": 30
         *     }
         */
        ReplacedReward: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /** @description What more there is to say, by language. */
            description?: components["schemas"]["Description"];
            /**
             * Kind
             * @description A voucher, a code of the pool, a benefit that needs neither, or a donation.
             * @enum {string}
             */
            kind: "voucher" | "code" | "benefit" | "donation";
            /**
             * Cost Points
             * @description The points that one unit costs.
             */
            cost_points: number;
            /**
             * Stock
             * @description How many units there are, over all versions. Left out: as many as are asked for.
             */
            stock?: number;
            /** @description How many units one rider may redeem. Left out: as many as the points allow. */
            per_rider_max?: components["schemas"]["RiderMax"];
            /**
             * Available From
             * Format: date-time
             * @description The first instant at which it can be redeemed. Left out: from its publishing on.
             */
            available_from?: string;
            /**
             * Available Until
             * Format: date-time
             * @description The instant from which it can no longer be redeemed. Left out: until it is closed.
             */
            available_until?: string;
            /**
             * Confirmation
             * @description Whether a redemption stands at once, or is a reservation until the partner confirms it.
             * @enum {string}
             */
            confirmation: "instant" | "partner";
            /**
             * Partner Id
             * @description The partner: a shop, library or club.
             */
            partner_id?: string;
            /**
             * Voucher Valid Days
             * @description For how many local days after its confirmation a voucher is good. Left out: for ever.
             */
            voucher_valid_days?: number;
            /**
             * Value Eur Cents
             * @description What one unit is worth, in euro cents.
             */
            value_eur_cents?: number;
            /**
             * Project Id
             * Format: uuid
             * @description The project that a donation goes to.
             */
            project_id?: string;
            /**
             * Level Min
             * @description The level from which riders may redeem it.
             */
            level_min?: number;
            /**
             * Zone Ids
             * @description The zones in which it can be used.
             */
            zone_ids?: string[];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags?: {
                [key: string]: number;
            };
            /**
             * Proposal Id
             * Format: uuid
             * @description The proposal that it came from.
             */
            proposal_id?: string;
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * ReplacedTariff
         * @description A tariff written anew, and why. The reason is no part of the tariff.
         * @example {
         *       "bonus": [
         *         {
         *           "day_max": 3,
         *           "kind": "report_confirmed",
         *           "points": 20
         *         }
         *       ],
         *       "day_points_max": 400,
         *       "month_points_max": 6000,
         *       "multipliers": [
         *         {
         *           "local_hours": [
         *             {
         *               "from": 6,
         *               "to": 8
         *             }
         *           ],
         *           "name": "Early birds",
         *           "percent": 150,
         *           "weekdays": [
         *             1,
         *             2,
         *             3,
         *             4,
         *             5
         *           ]
         *         }
         *       ],
         *       "name": "Spring",
         *       "pending_hours": 24,
         *       "per": {
         *         "bike": {
         *           "distance_m_max": 20000,
         *           "kcal_per_point": 10,
         *           "metres_per_point": 100
         *         },
         *         "ebike": {
         *           "distance_m_max": 10000,
         *           "kcal_per_point": 20,
         *           "metres_per_point": 200
         *         }
         *       },
         *       "reason": "The council has asked for it.",
         *       "trip_points_max": 150,
         *       "valid_from": "2099-03-01"
         *     }
         */
        ReplacedTariff: {
            /**
             * Name
             * @description The name, for people who look it up.
             */
            name: string;
            /**
             * Valid From
             * Format: date
             * @description The first local day that is paid by it.
             */
            valid_from: string;
            /** @description Points for distance and energy, by type of vehicle. */
            per: components["schemas"]["VehicleRates"];
            /**
             * Trip Points Max
             * @description Most points that one trip gives. Left out: as many as it is worth.
             */
            trip_points_max?: number;
            /**
             * Day Points Max
             * @description Most points that the trips of one local day give.
             */
            day_points_max: number;
            /**
             * Month Points Max
             * @description Most points that the days of one month give, by the tariff of its first day. Left out: as many as they give.
             */
            month_points_max?: number;
            /**
             * Pending Hours
             * @description Hours after a trip's end from which its points can be spent.
             * @default 24
             */
            pending_hours: number;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags?: {
                [key: string]: number;
            };
            /**
             * Multipliers
             * @description What raises or lowers a trip's points. Of those that match the largest counts, once.
             */
            multipliers?: components["schemas"]["MultiplierBody"][];
            /**
             * Bonus
             * @description Points for activities that are no trips. No limit of trips applies to them.
             */
            bonus?: components["schemas"]["BonusBody"][];
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * ReviewFigures
         * @description Newest month first.
         * @example {
         *       "operators": [
         *         {
         *           "months": [
         *             {
         *               "accepted": 31,
         *               "appeals": 12,
         *               "by_reason": [
         *                 {
         *                   "accepted": 31,
         *                   "appeals": 12,
         *                   "decided": 40,
         *                   "dismissed": 7,
         *                   "reason": "motorised",
         *                   "rejected": 9,
         *                   "upheld": 5
         *                 }
         *               ],
         *               "decided": 40,
         *               "dismissed": 7,
         *               "month": "2026-05",
         *               "rejected": 9,
         *               "upheld": 5
         *             }
         *           ],
         *           "operator_id": "bicing",
         *           "overdue_appeals": 1,
         *           "waiting_appeals": 4
         *         }
         *       ]
         *     }
         */
        ReviewFigures: {
            /**
             * Operators
             * @description The figures of each operator.
             */
            operators: components["schemas"]["OperatorFigures"][];
        };
        /**
         * ReviewQueue
         * @description Oldest first.
         * @example {
         *       "trips": [
         *         {
         *           "appeal": {
         *             "answer_by": "2026-05-18T12:00:00Z",
         *             "appealed_at": "2026-05-04T12:00:00Z",
         *             "state": "waiting",
         *             "text": "It was all downhill."
         *           },
         *           "confirmed_by": [
         *             "phone"
         *           ],
         *           "distance_m": 5400,
         *           "distance_source": "trace",
         *           "duration_s": 600,
         *           "ended_at": "2026-05-04T07:40:00Z",
         *           "figures": {
         *             "distance_m": 5400,
         *             "hole_s": 0,
         *             "holes_s": 0,
         *             "moving": 58,
         *             "p95_kmh": 33.1,
         *             "spread": 0.31,
         *             "straight": 0.04,
         *             "surge_mps2": 0.08
         *           },
         *           "limits_version": 1,
         *           "reasons": [
         *             "suspicious_speed"
         *           ],
         *           "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *           "started_at": "2026-05-04T07:30:00Z",
         *           "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *           "vehicle_type": "bike",
         *           "verdict": "held",
         *           "waits_for": "appeal"
         *         }
         *       ]
         *     }
         */
        ReviewQueue: {
            /**
             * Trips
             * @description The trips of this page of the list.
             */
            trips: components["schemas"]["ReviewedTrip"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * ReviewedTrip
         * @description A trip as its operator sees it. What is not known is left out. `beside` are the trips that a reason
         *     names, by reason; `limits_version` is that of the limits by which it is judged.
         * @example {
         *       "appeal": {
         *         "answer_by": "2026-05-18T12:00:00Z",
         *         "appealed_at": "2026-05-04T12:00:00Z",
         *         "state": "waiting",
         *         "text": "It was all downhill."
         *       },
         *       "confirmed_by": [
         *         "phone"
         *       ],
         *       "distance_m": 5400,
         *       "distance_source": "trace",
         *       "duration_s": 600,
         *       "ended_at": "2026-05-04T07:40:00Z",
         *       "figures": {
         *         "distance_m": 5400,
         *         "hole_s": 0,
         *         "holes_s": 0,
         *         "moving": 58,
         *         "p95_kmh": 33.1,
         *         "spread": 0.31,
         *         "straight": 0.04,
         *         "surge_mps2": 0.08
         *       },
         *       "limits_version": 1,
         *       "reasons": [
         *         "suspicious_speed"
         *       ],
         *       "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *       "started_at": "2026-05-04T07:30:00Z",
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *       "vehicle_type": "bike",
         *       "verdict": "held",
         *       "waits_for": "appeal"
         *     }
         */
        ReviewedTrip: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Verdict
             * @description Today's verdict: `accepted`, `held`, `rejected` or `voided`. More may come.
             */
            verdict: string;
            /**
             * Reasons
             * @description Why the verdict is as it is; an accepted trip has none. More may come: `too_short` (under a minute), `too_long` (over 24 hours), `too_late` (told more than 14 days after its end), `too_fast` (over 45 km/h), `suspicious_speed` (over 30 km/h), `no_end` (nobody told its end), `mock_location` (the phone says that its places are made up), `trace_elsewhen` (most of the trace is of another time, or inaccurate), `trace_thin` (too few places), `trace_jumps` (places that cannot be reached from each other), `trace_gaps` (parts are missing), `off_station` (not at its stations), `standing` (hardly moves), `on_foot` (the speeds of somebody on foot), `motorised` (those of a motor vehicle), `too_even` (drawn, or run), `unconfirmed` (a second source is missing), `overlapping` (shares time with another trip of the rider), `vehicle_shared` (ridden by another rider meanwhile), `replayed` (the trace of an earlier trip), `many_accounts` (a phone of several riders), `told_twice` (beside an operator's ride of that day), `serial_tiny` (several tiny trips a day), `loop` (back and forth), `self_told_limit` (many trips that only a phone told), `strikes` (begun after three strikes), `merged` (part of another trip), `cancelled` (by its rider), `voided` (by the operator), `import_undone` (its import was taken back), `decided` (by the operator's review).
             */
            reasons: string[];
            /**
             * Vehicle Type
             * @description `bike` or `ebike`.
             */
            vehicle_type: string;
            /**
             * Started At
             * Format: date-time
             * @description When the trip began: an instant with its offset.
             */
            started_at: string;
            /**
             * Ended At
             * Format: date-time
             * @description When the trip ended: an instant with its offset.
             */
            ended_at: string;
            /**
             * Duration S
             * @description Seconds from start to end, rounded down.
             */
            duration_s: number;
            /**
             * Distance M
             * @description Metres. Left out where the distance is unknown.
             */
            distance_m?: number;
            /**
             * Distance Source
             * @description Where the distance is from: `odometer`, `phone`, `trace` or `station_pair`. More may come.
             */
            distance_source?: string;
            /**
             * Start Station Id
             * @description The station at which the trip began.
             */
            start_station_id?: string;
            /**
             * End Station Id
             * @description The station at which the trip ended.
             */
            end_station_id?: string;
            /**
             * Confirmed By
             * @description Who has told the ride: `phone`, `operator`.
             * @default []
             */
            confirmed_by: string[];
            /**
             * Merged Into
             * @description The trips of which it is a part.
             */
            merged_into?: string[];
            /**
             * Waits For
             * @description What a held trip waits for: `appeal`, `review`, `trace` or `dock`.
             */
            waits_for?: string;
            /**
             * Until
             * Format: date-time
             * @description The newest day that the figures hold.
             */
            until?: string;
            /** @description Where the trip went, in order of time. Kept in the service `trips` only. */
            trace?: components["schemas"]["TraceHeard"];
            /**
             * Rider Id
             * Format: uuid
             * @description The rider, as a reference that names nobody.
             */
            rider_id: string;
            /**
             * Limits Version
             * @description The version of the limits by which the trip is judged.
             */
            limits_version: number;
            /**
             * Beside
             * @description For each reason that names other trips, those trips.
             */
            beside?: {
                [key: string]: string[];
            };
            /** @description What its own trace says, if it has one. */
            figures?: components["schemas"]["TraceFigures"];
            /** @description The rider's last appeal of the trip, with its answer once there is one. */
            appeal?: components["schemas"]["AppealTold"];
            /** @description `approve` or `refuse`. */
            decision?: components["schemas"]["DecisionTold"];
        };
        /**
         * RewardBody
         * @description A reward: what points can be exchanged for, by whom, and how many times.
         * @example {
         *       "available_from": "2026-05-01T00:00:00+02:00",
         *       "confirmation": "instant",
         *       "cost_points": 250,
         *       "description": {
         *         "en": "At any of its tables."
         *       },
         *       "kind": "voucher",
         *       "name": {
         *         "ca": "Un cafè a la cantonada",
         *         "en": "A coffee at the corner",
         *         "es": "Un café en la esquina"
         *       },
         *       "partner_id": "cafe-central",
         *       "per_rider_max": {
         *         "count": 2,
         *         "period": "month"
         *       },
         *       "stock": 400,
         *       "value_eur_cents": 180,
         *       "value_tags": {
         *         "engagement": 100
         *       },
         *       "voucher_valid_days": 30
         *     }
         */
        RewardBody: {
            /** @description The name, by language. */
            name: components["schemas"]["Name"];
            /** @description What more there is to say, by language. */
            description?: components["schemas"]["Description"];
            /**
             * Kind
             * @description A voucher, a code of the pool, a benefit that needs neither, or a donation.
             * @enum {string}
             */
            kind: "voucher" | "code" | "benefit" | "donation";
            /**
             * Cost Points
             * @description The points that one unit costs.
             */
            cost_points: number;
            /**
             * Stock
             * @description How many units there are, over all versions. Left out: as many as are asked for.
             */
            stock?: number;
            /** @description How many units one rider may redeem. Left out: as many as the points allow. */
            per_rider_max?: components["schemas"]["RiderMax"];
            /**
             * Available From
             * Format: date-time
             * @description The first instant at which it can be redeemed. Left out: from its publishing on.
             */
            available_from?: string;
            /**
             * Available Until
             * Format: date-time
             * @description The instant from which it can no longer be redeemed. Left out: until it is closed.
             */
            available_until?: string;
            /**
             * Confirmation
             * @description Whether a redemption stands at once, or is a reservation until the partner confirms it.
             * @enum {string}
             */
            confirmation: "instant" | "partner";
            /**
             * Partner Id
             * @description The partner: a shop, library or club.
             */
            partner_id?: string;
            /**
             * Voucher Valid Days
             * @description For how many local days after its confirmation a voucher is good. Left out: for ever.
             */
            voucher_valid_days?: number;
            /**
             * Value Eur Cents
             * @description What one unit is worth, in euro cents.
             */
            value_eur_cents?: number;
            /**
             * Project Id
             * Format: uuid
             * @description The project that a donation goes to.
             */
            project_id?: string;
            /**
             * Level Min
             * @description The level from which riders may redeem it.
             */
            level_min?: number;
            /**
             * Zone Ids
             * @description The zones in which it can be used.
             */
            zone_ids?: string[];
            /**
             * Campaign Id
             * Format: uuid
             * @description The campaign that pays.
             */
            campaign_id?: string;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags?: {
                [key: string]: number;
            };
            /**
             * Proposal Id
             * Format: uuid
             * @description The proposal that it came from.
             */
            proposal_id?: string;
        };
        /**
         * RewardList
         * @description Newest first.
         * @example {
         *       "rewards": [
         *         {
         *           "available_from": "2026-05-01T00:00:00+02:00",
         *           "can_redeem": false,
         *           "confirmation": "instant",
         *           "cost_points": 250,
         *           "description": {
         *             "en": "At any of its tables."
         *           },
         *           "kind": "voucher",
         *           "left": 399,
         *           "name": {
         *             "ca": "Un cafè a la cantonada",
         *             "en": "A coffee at the corner",
         *             "es": "Un café en la esquina"
         *           },
         *           "partner_id": "cafe-central",
         *           "per_rider_max": {
         *             "count": 2,
         *             "period": "month"
         *           },
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *           "state": "published",
         *           "stock": 400,
         *           "value_eur_cents": 180,
         *           "value_tags": {
         *             "engagement": 100
         *           },
         *           "version": 1,
         *           "voucher_valid_days": 30,
         *           "why_not": [
         *             "insufficient-points"
         *           ]
         *         }
         *       ]
         *     }
         */
        RewardList: {
            /**
             * Rewards
             * @description The rewards of this page of the list.
             */
            rewards: components["schemas"]["Offer"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * RewardWritten
         * @description What has become of a reward.
         * @example {
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "state": "draft",
         *       "version": 1
         *     }
         */
        RewardWritten: {
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "paused" | "closed";
            /**
             * Version
             * @description The version in force. 1 for what was never published.
             */
            version: number;
        };
        /**
         * RiderMax
         * @description How many units one rider may redeem in each local period.
         */
        RiderMax: {
            /**
             * Count
             * @description How many units.
             */
            count: number;
            /**
             * Period
             * @description The city's local period in which they are counted; weeks are those of ISO 8601.
             * @enum {string}
             */
            period: "ever" | "month" | "week" | "day";
        };
        /**
         * RiderTrip
         * @description A trip as the rider's phone reports it. A station may be named by any of its ids: `station_id`,
         *     `short_name`, `legacy_id` or `external_id`. `start` and `end` are used where the station is not known.
         * @example {
         *       "distance_m": 4200,
         *       "ended_at": "2026-05-04T07:50:00Z",
         *       "started_at": "2026-05-04T07:30:00Z",
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *       "vehicle_type": "bike"
         *     }
         */
        RiderTrip: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Vehicle Type
             * @description `bike` or `ebike`.
             * @enum {string}
             */
            vehicle_type: "bike" | "ebike";
            /**
             * Started At
             * Format: date-time
             * @description When the trip began: an instant with its offset.
             */
            started_at: string;
            /**
             * Ended At
             * Format: date-time
             * @description When the trip ended: an instant with its offset.
             */
            ended_at: string;
            /**
             * Start Station Id
             * @description The station at which the trip began.
             */
            start_station_id?: string;
            /**
             * End Station Id
             * @description The station at which the trip ended.
             */
            end_station_id?: string;
            /** @description Where the trip began, where its station is unknown. Kept in the service `trips` only. */
            start?: components["schemas"]["Position"];
            /** @description Where the trip ended, where its station is unknown. Kept in the service `trips` only. */
            end?: components["schemas"]["Position"];
            /**
             * Distance M
             * @description Metres. Left out where the distance is unknown.
             */
            distance_m?: number;
            /**
             * Vehicle Id
             * @description The vehicle, as its operator names it.
             */
            vehicle_id?: string;
            /**
             * Device Id
             * @description The phone, by an id of its app's choice.
             */
            device_id?: string;
            /**
             * Trace
             * @description Where the trip went, in order of time. Kept in the service `trips` only.
             */
            trace?: components["schemas"]["TracePoint"][];
        };
        /**
         * SaidAndSetAside
         * @description What a service has said, what is still to be published of it, and what it could not apply.
         * @example {
         *       "dead_letters": 0,
         *       "last": 48210,
         *       "oldest_s": 0,
         *       "shipped": 0,
         *       "unpublished": 0
         *     }
         */
        SaidAndSetAside: {
            /**
             * Last
             * @description The position of the newest event that is published.
             */
            last: number;
            /**
             * Shipped
             * @description The position of the newest event that Kafka has.
             */
            shipped: number;
            /**
             * Unpublished
             * @description How many events wait to be published.
             */
            unpublished: number;
            /**
             * Oldest S
             * @description For how many seconds the oldest of them has waited.
             */
            oldest_s: number;
            /**
             * Dead Letters
             * @description How many events could not be applied.
             */
            dead_letters: number;
        };
        /**
         * ServiceHealth
         * @description How a service is. `compared` is left out unless it is asked for.
         * @example {
         *       "heard": [
         *         {
         *           "position": 48210,
         *           "topic": "trips"
         *         }
         *       ],
         *       "on_kafka": false,
         *       "said": {
         *         "dead_letters": 0,
         *         "last": 48210,
         *         "oldest_s": 0,
         *         "shipped": 0,
         *         "unpublished": 0
         *       },
         *       "service": "rewards"
         *     }
         */
        ServiceHealth: {
            /**
             * Service
             * @description The service that answers.
             */
            service: string;
            /**
             * On Kafka
             * @description Whether Kafka is the log. Then positions do not say how far behind the service is.
             */
            on_kafka: boolean;
            /**
             * Heard
             * @description The topics that the service hears.
             */
            heard: components["schemas"]["Heard"][];
            /** @description What the service has said and set aside. */
            said: components["schemas"]["SaidAndSetAside"];
            /** @description What comparing tables has found. Left out unless it is asked for. */
            compared?: components["schemas"]["Compared"];
        };
        /**
         * ShownCode
         * @description A code as it was typed or scanned: capitals, spaces and dashes do not matter.
         * @example {
         *       "code": "w06m r2vv yh2k 3"
         *     }
         */
        ShownCode: {
            /**
             * Code
             * @description The code, as it was typed or scanned.
             */
            code: string;
        };
        /**
         * ShownPrize
         * @description So many units of a reward.
         */
        ShownPrize: {
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Count
             * @description How many units of it.
             */
            count: number;
        };
        /**
         * ShownVoucher
         * @description A voucher, or a code of the pool, as its rider sees it. `code` is left out if the keys that it was made
         *     with are lost.
         * @example {
         *       "code": "W06M-R2VV-YH2K-3",
         *       "valid_until": "2026-06-03T22:00:00Z",
         *       "voucher_id": "019aa000-0000-7000-8000-0000000000d1"
         *     }
         */
        ShownVoucher: {
            /**
             * Voucher Id
             * Format: uuid
             * @description The voucher, or the code of a pool.
             */
            voucher_id: string;
            /**
             * Code
             * @description The code to show at the till.
             */
            code?: string;
            /**
             * Valid Until
             * Format: date-time
             * @description The instant from which it is no longer good. Left out: it is good for ever.
             */
            valid_until?: string;
        };
        /**
         * ShownWinner
         * @description Who has won the prize of this number, from 0 on: without pseudonym it was not drawn.
         */
        ShownWinner: {
            /**
             * Number
             * @description The number of the prize, from 0 on.
             */
            number: number;
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Pseudonym
             * @description The name of a rider in the list of one draw, 32 hexadecimal digits. Nobody else knows whose it is.
             */
            pseudonym?: string;
        };
        /**
         * SimulatedTariff
         * @description A tariff, and the first and the last local day that it is tried on, as if it had paid them. Its own
         *     `valid_from` does not matter here.
         * @example {
         *       "since": "2026-05-01",
         *       "tariff": {
         *         "bonus": [
         *           {
         *             "day_max": 3,
         *             "kind": "report_confirmed",
         *             "points": 20
         *           }
         *         ],
         *         "day_points_max": 400,
         *         "month_points_max": 6000,
         *         "multipliers": [
         *           {
         *             "local_hours": [
         *               {
         *                 "from": 6,
         *                 "to": 8
         *               }
         *             ],
         *             "name": "Early birds",
         *             "percent": 150,
         *             "weekdays": [
         *               1,
         *               2,
         *               3,
         *               4,
         *               5
         *             ]
         *           }
         *         ],
         *         "name": "Spring",
         *         "pending_hours": 24,
         *         "per": {
         *           "bike": {
         *             "distance_m_max": 20000,
         *             "kcal_per_point": 10,
         *             "metres_per_point": 100
         *           },
         *           "ebike": {
         *             "distance_m_max": 10000,
         *             "kcal_per_point": 20,
         *             "metres_per_point": 200
         *           }
         *         },
         *         "trip_points_max": 150,
         *         "valid_from": "2099-03-01"
         *       },
         *       "until": "2026-05-31"
         *     }
         */
        SimulatedTariff: {
            /** @description The tariff that is tried, as `POST /v1/tariffs` takes it. */
            tariff: components["schemas"]["TariffBody"];
            /**
             * Since
             * Format: date
             * @description The first local day on which it is tried.
             */
            since: string;
            /**
             * Until
             * Format: date
             * @description The last local day on which it is tried: today, or before.
             */
            until: string;
        };
        /**
         * SimulatedZone
         * @description Trips that started in a zone, after each trip's limit and before those of days and months. The row
         *     without `zone_id` has all other trips: of zones with fewer than 10 riders, and of unknown zones.
         * @example {
         *       "points": {
         *         "now": 562590,
         *         "then": 501200
         *       },
         *       "riders": 640,
         *       "trips": 9870,
         *       "zone_id": "eixample"
         *     }
         */
        SimulatedZone: {
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id?: string;
            /**
             * Riders
             * @description Riders who have a trip that started there.
             */
            riders?: number;
            /**
             * Trips
             * @description Trips that started there.
             */
            trips: number;
            /** @description Points of these trips, after each trip's limit and before those of days and months. */
            points: components["schemas"]["NowAndThen"];
        };
        /**
         * SimulationJob
         * @description How far a simulation is; once its state is `done`, what it has found.
         * @example {
         *       "by_zone": [
         *         {
         *           "points": {
         *             "now": 562590,
         *             "then": 501200
         *           },
         *           "riders": 640,
         *           "trips": 9870,
         *           "zone_id": "eixample"
         *         },
         *         {
         *           "points": {
         *             "now": 1799410,
         *             "then": 1611800
         *           },
         *           "trips": 31430
         *         }
         *       ],
         *       "job_id": "019aa000-0000-7000-8000-0000000000b7",
         *       "points": {
         *         "now": 2354100,
         *         "then": 2101650
         *       },
         *       "riders": 1991,
         *       "riders_gaining": 388,
         *       "riders_losing": 1204,
         *       "state": "done",
         *       "trips": 41300
         *     }
         */
        SimulationJob: {
            /**
             * Job Id
             * Format: uuid
             * @description The job.
             */
            job_id: string;
            /**
             * State
             * @description `waiting`, `running`, `done` or `failed`.
             * @enum {string}
             */
            state: "waiting" | "running" | "done" | "failed";
            /** @description How far it is. Left out unless it runs. */
            progress?: components["schemas"]["Progress"];
            /**
             * Riders
             * @description Riders who have a trip or an activity.
             */
            riders?: number;
            /**
             * Trips
             * @description Trips of these days that count and may earn points.
             */
            trips?: number;
            /** @description Points of trips and activities of these days, after all limits. Of a month that is only partly tried, the other days are paid first. */
            points?: components["schemas"]["NowAndThen"];
            /**
             * By Zone
             * @description By start zone. A zone of fewer than 10 riders is in the row without `zone_id`, and so are trips of unknown zones; where these too would be of fewer than 10 riders, one zone more.
             */
            by_zone?: components["schemas"]["SimulatedZone"][];
            /**
             * Riders Losing
             * @description Riders who would have fewer points.
             */
            riders_losing?: number;
            /**
             * Riders Gaining
             * @description Riders who would have more points.
             */
            riders_gaining?: number;
        };
        /**
         * Statement
         * @description Newest first.
         * @example {
         *       "postings": [
         *         {
         *           "at": "2026-05-04T07:50:02Z",
         *           "available_at": "2026-05-05T07:50:00Z",
         *           "balance_after": 57,
         *           "explanation": {
         *             "rule": "tariff",
         *             "text": "42 points for 4.2 km and 15 points for 159 kcal.",
         *             "version": 1
         *           },
         *           "kind": "trip",
         *           "points": 57,
         *           "posting_id": "019aa000-0000-8000-8000-0000000000a1",
         *           "source": "trip:6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"
         *         }
         *       ]
         *     }
         */
        Statement: {
            /**
             * Postings
             * @description The lines of this page, newest first.
             */
            postings: components["schemas"]["Posting"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * StationCounts
         * @description The number of stations that were new, moved, changed and unchanged, and those that were not taken.
         * @example {
         *       "changed": 0,
         *       "failures": [],
         *       "moved": 1,
         *       "new": 2,
         *       "unchanged": 420
         *     }
         */
        StationCounts: {
            /**
             * New
             * @description How many stations were not known before.
             */
            new: number;
            /**
             * Moved
             * @description How many stations stand elsewhere than before.
             */
            moved: number;
            /**
             * Changed
             * @description How many were reported otherwise than before.
             */
            changed: number;
            /**
             * Unchanged
             * @description How many are as they were.
             */
            unchanged: number;
            /**
             * Failures
             * @description The items that were not taken, each with its problem.
             */
            failures: components["schemas"]["StationFailure"][];
        };
        /**
         * StationFailure
         * @description A station that was not taken. `station_id` is left out where it could not be read.
         */
        StationFailure: {
            /**
             * Index
             * @description The place of the item in what was sent, from 0.
             */
            index: number;
            /**
             * Station Id
             * @description The station.
             */
            station_id?: string;
            /**
             * Problem
             * @description Why the item was not taken.
             */
            problem: {
                [key: string]: unknown;
            };
        };
        /**
         * StationInformation
         * @description A station of GBFS `station_information`, any version. What we do not use is passed over. Trips may name
         *     the station by `short_name`, `legacy_id` (as Lyft's feeds have it) and `external_id` too. Beside GBFS it
         *     tells how high it lies (`elevation_m`), and from when on it is out of service for good (`until`).
         */
        StationInformation: {
            /**
             * Station Id
             * @description The station.
             */
            station_id: string;
            /**
             * Name
             * @description What the station is called.
             */
            name: string;
            /**
             * Short Name
             * @description Another id of the station, by which trips may name it too.
             */
            short_name?: string;
            /**
             * Legacy Id
             * @description Another id of the station, as Lyft's feeds have it, by which trips may name it too.
             */
            legacy_id?: string;
            /**
             * External Id
             * @description Another id of the station, by which trips may name it too.
             */
            external_id?: string;
            /**
             * Lat
             * @description Latitude in degrees (WGS 84).
             */
            lat: number;
            /**
             * Lon
             * @description Longitude in degrees (WGS 84).
             */
            lon: number;
            /**
             * Capacity
             * @description Docks of the station.
             */
            capacity?: number;
            /**
             * Elevation M
             * @description How high the station lies above sea level, in whole metres.
             */
            elevation_m?: number;
            /**
             * Until
             * Format: date-time
             * @description From when on the station is out of service for good. Left out: it is in service.
             */
            until?: string;
        };
        /**
         * StationList
         * @description Stations that are in service now, with the newest status of each.
         * @example {
         *       "stations": [
         *         {
         *           "capacity": 27,
         *           "elevation_m": 32,
         *           "lat": 41.3886,
         *           "lon": 2.1668,
         *           "name": "Rambla de Catalunya, 2",
         *           "operator_id": "bicing",
         *           "station_id": "41",
         *           "status": {
         *             "docks_available": 22,
         *             "reported_at": "2026-05-04T08:30:00Z",
         *             "state": "usable",
         *             "vehicles_available": 5
         *           },
         *           "zone_id": "eixample"
         *         }
         *       ]
         *     }
         */
        StationList: {
            /**
             * Stations
             * @description Stations in service.
             */
            stations: components["schemas"]["ListedStation"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * StationStatus
         * @description A station of GBFS `station_status`, any version. What we do not use is passed over. Without
         *     `last_reported` it holds as of the feed's `last_updated`; a station that does not say otherwise is in
         *     service.
         */
        StationStatus: {
            /**
             * Station Id
             * @description The station.
             */
            station_id: string;
            /**
             * Num Vehicles Available
             * @description How many vehicles can be taken (GBFS 3).
             */
            num_vehicles_available?: number;
            /**
             * Num Bikes Available
             * @description How many vehicles can be taken (GBFS 1 and 2).
             */
            num_bikes_available?: number;
            /**
             * Num Docks Available
             * @description How many docks are free. Left out: unknown.
             */
            num_docks_available?: number;
            /**
             * Is Installed
             * @description Whether the station is there: true, false, 1 or 0. Left out: true.
             * @default true
             */
            is_installed: boolean;
            /**
             * Is Renting
             * @description Whether vehicles can be taken: true, false, 1 or 0. Left out: true.
             * @default true
             */
            is_renting: boolean;
            /**
             * Is Returning
             * @description Whether vehicles can be brought back: true, false, 1 or 0. Left out: true.
             * @default true
             */
            is_returning: boolean;
            /**
             * Last Reported
             * @description When the station has reported this: seconds since 1970, or RFC 3339. Left out: when the feed was made.
             */
            last_reported?: number | string;
        };
        /**
         * Stations
         * @description `data` of the feed. Each station is read by itself, so that a bad one is a failure of its own.
         */
        Stations: {
            /**
             * Stations
             * @description The stations of the feed.
             */
            stations: components["schemas"]["StationInformation"][];
        };
        /**
         * StationsGiven
         * @description How many stations another operator has now.
         * @example {
         *       "stations": 517
         *     }
         */
        StationsGiven: {
            /**
             * Stations
             * @description How many stations another operator has now.
             */
            stations: number;
        };
        /**
         * StatusCounts
         * @description The number of reports that were new, that were told otherwise before, and that were known, and those
         *     that were not taken.
         * @example {
         *       "changed": 0,
         *       "failures": [],
         *       "new": 388,
         *       "unchanged": 129
         *     }
         */
        StatusCounts: {
            /**
             * New
             * @description How many reports were not known before.
             */
            new: number;
            /**
             * Changed
             * @description How many reports were told otherwise before.
             */
            changed: number;
            /**
             * Unchanged
             * @description How many reports were known before.
             */
            unchanged: number;
            /**
             * Failures
             * @description The items that were not taken, each with its problem.
             */
            failures: components["schemas"]["StationFailure"][];
        };
        /**
         * StatusFeed
         * @description GBFS `station_status`, 1.0 to 3.1. `last_updated` tells when the feed was made.
         * @example {
         *       "data": {
         *         "stations": [
         *           {
         *             "is_installed": true,
         *             "is_renting": true,
         *             "is_returning": true,
         *             "last_reported": 1777880000,
         *             "num_bikes_available": 5,
         *             "num_docks_available": 22,
         *             "station_id": "41"
         *           }
         *         ]
         *       },
         *       "last_updated": 1777880100
         *     }
         */
        StatusFeed: {
            /**
             * Last Updated
             * @description When the feed was made: seconds since 1970, or RFC 3339. Left out: now.
             */
            last_updated?: number | string;
            /** @description The content of the feed. */
            data: components["schemas"]["Statuses"];
        };
        /**
         * Statuses
         * @description `data` of the feed. Each station is read by itself, so that a bad one is a failure of its own.
         */
        Statuses: {
            /**
             * Stations
             * @description What stations report.
             */
            stations: components["schemas"]["StationStatus"][];
        };
        /**
         * StepsGoal
         * @description `need` of the steps.
         */
        StepsGoal: {
            /**
             * @description `steps`: some of several goals. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "steps";
            /**
             * Steps
             * @description The steps.
             */
            steps: (components["schemas"]["SumStep"] | components["schemas"]["DistinctStep"] | components["schemas"]["StreakStep"] | components["schemas"]["BestStep"])[];
            /**
             * Need
             * @description So many steps must be done.
             */
            need: number;
        };
        /**
         * StopAnswer
         * @description Until when a thing is stopped. What was in force before is so again afterwards.
         * @example {
         *       "resumes": true,
         *       "until": "2026-05-15T00:00:00Z"
         *     }
         */
        StopAnswer: {
            /**
             * Until
             * Format: date-time
             * @description When the stop ends by itself.
             */
            until: string;
            /**
             * Resumes
             * @description Whether the rule comes into force again by itself when the stop ends.
             */
            resumes: boolean;
        };
        /**
         * StopBody
         * @description Until when something is stopped: 14 days at most.
         * @example {
         *       "reason": "The council has asked for it.",
         *       "until": "2026-05-15T00:00:00+02:00"
         *     }
         */
        StopBody: {
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
            /**
             * Until
             * Format: date-time
             * @description When the stop ends by itself: at most 14 days from now.
             */
            until: string;
            /**
             * Mandate Ref
             * @description The decision of the city on which this rests.
             */
            mandate_ref?: string;
        };
        /**
         * StopDays
         * @description The first and the last local day that are paid as if a tariff were not there.
         * @example {
         *       "from_on": "2099-03-04",
         *       "until_on": "2099-03-06"
         *     }
         */
        StopDays: {
            /**
             * From On
             * Format: date
             * @description The first local day.
             */
            from_on: string;
            /**
             * Until On
             * Format: date
             * @description The last local day, inclusive.
             */
            until_on: string;
        };
        /**
         * StreakGoal
         * @description So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them. The
         *     target is left out where there are levels.
         */
        StreakGoal: {
            /**
             * @description `streak`: the most days or weeks in a row. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "streak";
            /**
             * Of
             * @description What is counted: local days, or ISO weeks, with a counted trip.
             * @enum {string}
             */
            of: "days" | "weeks";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target?: number;
            /**
             * Freezes
             * @description How many empty days or weeks may lie between: they are not counted.
             */
            freezes?: number;
        };
        /**
         * StreakStep
         * @description So many days, or ISO weeks, with a counted trip, with at most `freezes` empty ones between them.
         */
        StreakStep: {
            /**
             * @description `streak`: the most days or weeks in a row. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "streak";
            /**
             * Of
             * @description What is counted: local days, or ISO weeks, with a counted trip.
             * @enum {string}
             */
            of: "days" | "weeks";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target: number;
            /**
             * Freezes
             * @description How many empty days or weeks may lie between: they are not counted.
             */
            freezes?: number;
            /** @description The conditions that a trip must meet to be counted: all of them. */
            where?: components["schemas"]["WhereBody"];
        };
        /**
         * SubjectAnswer
         * @description What was decided about.
         */
        SubjectAnswer: {
            /**
             * Type
             * @description The kind of rule.
             */
            type: string;
            /**
             * Id
             * @description The id of the rule.
             */
            id: string;
            /**
             * Version
             * @description The version of the rule.
             */
            version?: number;
        };
        /**
         * Submitted
         * @description A submitted change. `guards` names the guards that cover the change; if there are none, the change
         *     needs no second signature. A dry run has no `change_id`.
         * @example {
         *       "change_id": "019aa000-0000-7000-8000-0000000000e1",
         *       "guards": [
         *         "high-rewards"
         *       ]
         *     }
         */
        Submitted: {
            /**
             * Change Id
             * Format: uuid
             * @description The change that was submitted.
             */
            change_id?: string;
            /**
             * Guards
             * @description The guards that cover the change.
             */
            guards: string[];
        };
        /**
         * SumGoal
         * @description As much of the measure over all counted trips. The target is left out where there are levels.
         */
        SumGoal: {
            /**
             * @description `sum`: the measure added up over all trips that count. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "sum";
            /**
             * Measure
             * @description What is added up: `trips` (1 each), metres, seconds or kilocalories; of a challenge metres climbed, or grams of CO2e saved, too.
             * @enum {string}
             */
            measure: "trips" | "distance_m" | "duration_s" | "energy_kcal" | "climb_m" | "co2e_saved_g";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target?: number;
        };
        /**
         * SumStep
         * @description As much of the measure over all counted trips.
         */
        SumStep: {
            /**
             * @description `sum`: the measure added up over all trips that count. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "sum";
            /**
             * Measure
             * @description What is added up: `trips` (1 each), metres, seconds or kilocalories; of a challenge metres climbed, or grams of CO2e saved, too.
             * @enum {string}
             */
            measure: "trips" | "distance_m" | "duration_s" | "energy_kcal" | "climb_m" | "co2e_saved_g";
            /**
             * Target
             * @description What is to be reached, in `unit`.
             */
            target: number;
            /** @description The conditions that a trip must meet to be counted: all of them. */
            where?: components["schemas"]["WhereBody"];
        };
        /**
         * Summary
         * @description A rider's numbers. `level_from_points` are the lifetime points from which the level begins,
         *     `next_level_points` those from which the next one does, left out on the last. `entries` are at most 50:
         *     those that run, the next to end first, then those that ended last; of a challenge with periods only the
         *     one that runs. `debt_points` and `reserved_points` are left out when 0, `badges` where there are none,
         *     `expiring` where nothing expires within 30 days. `as_of` is the time of the newest event in them, left out
         *     before the first.
         * @example {
         *       "as_of": "2026-05-04T07:50:02Z",
         *       "balance_points": 0,
         *       "entries": [
         *         {
         *           "challenge_id": "019aa000-0000-7000-8000-0000000000c1",
         *           "ends_at": "2026-05-31T22:00:00Z",
         *           "name": {
         *             "ca": "Deu viatges al maig",
         *             "en": "Ten trips in May"
         *           },
         *           "participant": {
         *             "id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *             "kind": "rider"
         *           },
         *           "progress": 1,
         *           "reward_points": 200,
         *           "state": "open",
         *           "target": 10,
         *           "unit": "trips"
         *         }
         *       ],
         *       "level": 1,
         *       "level_from_points": 0,
         *       "lifetime_points": 57,
         *       "next_level_points": 500,
         *       "pending_points": 57,
         *       "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *       "streak_days": 1,
         *       "totals": {
         *         "distance_m": 4200,
         *         "duration_s": 1200,
         *         "energy_kcal": 159,
         *         "trips": 1
         *       }
         *     }
         */
        Summary: {
            /**
             * Rider Id
             * Format: uuid
             * @description The rider, as a reference that names nobody.
             */
            rider_id: string;
            /**
             * Balance Points
             * @description What the rider can spend now.
             */
            balance_points: number;
            /**
             * Pending Points
             * @description Points that cannot be spent yet.
             */
            pending_points: number;
            /**
             * Debt Points
             * @description What the rider owes: later points pay it first.
             */
            debt_points?: number;
            /**
             * Reserved Points
             * @description Points that are spent on what waits to be confirmed. Left out when 0.
             */
            reserved_points?: number;
            /**
             * Expiring
             * @description What expires within 30 days, the next first. Left out where nothing does.
             */
            expiring?: components["schemas"]["ExpiringPoints"][];
            /**
             * Lifetime Points
             * @description All points that the rider was ever given and that were not taken back.
             */
            lifetime_points: number;
            /**
             * Level
             * @description The rider's level, by lifetime points. 1 is the first.
             */
            level: number;
            /**
             * Level From Points
             * @description The lifetime points from which the rider's level begins. Left out for a moment after a start.
             */
            level_from_points?: number;
            /**
             * Next Level Points
             * @description The lifetime points from which the next level begins. Left out on the last one.
             */
            next_level_points?: number;
            /**
             * Streak Days
             * @description Consecutive local days with an accepted trip, up to today or yesterday.
             */
            streak_days: number;
            /** @description Sums over the trips that count. */
            totals: components["schemas"]["Totals"];
            /**
             * Badges
             * @description The rider's badges, in the order of their days.
             */
            badges?: components["schemas"]["EarnedBadge"][];
            /**
             * Entries
             * @description At most 50: those that run, the next to end first, then those that ended last.
             */
            entries: components["schemas"]["Entry"][];
            /**
             * As Of
             * Format: date-time
             * @description The time of the newest event in the numbers. Left out before the first.
             */
            as_of?: string;
        };
        /**
         * TariffBody
         * @description What trips are worth from a local day on, until a later tariff begins.
         * @example {
         *       "bonus": [
         *         {
         *           "day_max": 3,
         *           "kind": "report_confirmed",
         *           "points": 20
         *         }
         *       ],
         *       "day_points_max": 400,
         *       "month_points_max": 6000,
         *       "multipliers": [
         *         {
         *           "local_hours": [
         *             {
         *               "from": 6,
         *               "to": 8
         *             }
         *           ],
         *           "name": "Early birds",
         *           "percent": 150,
         *           "weekdays": [
         *             1,
         *             2,
         *             3,
         *             4,
         *             5
         *           ]
         *         }
         *       ],
         *       "name": "Spring",
         *       "pending_hours": 24,
         *       "per": {
         *         "bike": {
         *           "distance_m_max": 20000,
         *           "kcal_per_point": 10,
         *           "metres_per_point": 100
         *         },
         *         "ebike": {
         *           "distance_m_max": 10000,
         *           "kcal_per_point": 20,
         *           "metres_per_point": 200
         *         }
         *       },
         *       "trip_points_max": 150,
         *       "valid_from": "2099-03-01"
         *     }
         */
        TariffBody: {
            /**
             * Name
             * @description The name, for people who look it up.
             */
            name: string;
            /**
             * Valid From
             * Format: date
             * @description The first local day that is paid by it.
             */
            valid_from: string;
            /** @description Points for distance and energy, by type of vehicle. */
            per: components["schemas"]["VehicleRates"];
            /**
             * Trip Points Max
             * @description Most points that one trip gives. Left out: as many as it is worth.
             */
            trip_points_max?: number;
            /**
             * Day Points Max
             * @description Most points that the trips of one local day give.
             */
            day_points_max: number;
            /**
             * Month Points Max
             * @description Most points that the days of one month give, by the tariff of its first day. Left out: as many as they give.
             */
            month_points_max?: number;
            /**
             * Pending Hours
             * @description Hours after a trip's end from which its points can be spent.
             * @default 24
             */
            pending_hours: number;
            /**
             * Value Tags
             * @description The values of the city to which the points are booked, in percent that add up to 100.
             */
            value_tags?: {
                [key: string]: number;
            };
            /**
             * Multipliers
             * @description What raises or lowers a trip's points. Of those that match the largest counts, once.
             */
            multipliers?: components["schemas"]["MultiplierBody"][];
            /**
             * Bonus
             * @description Points for activities that are no trips. No limit of trips applies to them.
             */
            bonus?: components["schemas"]["BonusBody"][];
        };
        /**
         * TariffList
         * @description In the order of their versions. `expiry` is left out where points never expire.
         * @example {
         *       "expiry": {
         *         "months": 24,
         *         "since": "2026-11-20T09:00:00Z"
         *       },
         *       "tariffs": [
         *         {
         *           "bonus": [
         *             {
         *               "day_max": 3,
         *               "kind": "report_confirmed",
         *               "points": 20
         *             }
         *           ],
         *           "day_points_max": 400,
         *           "month_points_max": 6000,
         *           "multipliers": [
         *             {
         *               "local_hours": [
         *                 {
         *                   "from": 6,
         *                   "to": 8
         *                 }
         *               ],
         *               "name": "Early birds",
         *               "percent": 150,
         *               "weekdays": [
         *                 1,
         *                 2,
         *                 3,
         *                 4,
         *                 5
         *               ]
         *             }
         *           ],
         *           "name": "Spring",
         *           "pending_hours": 24,
         *           "per": {
         *             "bike": {
         *               "distance_m_max": 20000,
         *               "kcal_per_point": 10,
         *               "metres_per_point": 100
         *             },
         *             "ebike": {
         *               "distance_m_max": 10000,
         *               "kcal_per_point": 20,
         *               "metres_per_point": 200
         *             }
         *           },
         *           "published_at": "2026-11-20T09:00:00Z",
         *           "state": "published",
         *           "stops": [
         *             {
         *               "from_on": "2099-03-04",
         *               "until_on": "2099-03-06"
         *             }
         *           ],
         *           "tariff_id": "019aa000-0000-7000-8000-0000000000a2",
         *           "trip_points_max": 150,
         *           "valid_from": "2099-03-01",
         *           "version": 2
         *         }
         *       ]
         *     }
         */
        TariffList: {
            /**
             * Tariffs
             * @description The tariffs of this page of the list.
             */
            tariffs: components["schemas"]["ListedTariff"][];
            /** @description After how many months points expire. Left out where they never do. */
            expiry?: components["schemas"]["Expiry"];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * TariffWritten
         * @description What has become of a tariff. A tariff that was never published has version 0.
         * @example {
         *       "state": "draft",
         *       "tariff_id": "019aa000-0000-7000-8000-0000000000a2",
         *       "version": 0
         *     }
         */
        TariffWritten: {
            /**
             * Tariff Id
             * Format: uuid
             * @description The tariff.
             */
            tariff_id: string;
            /**
             * State
             * @description The state.
             * @enum {string}
             */
            state: "draft" | "submitted" | "approved" | "published" | "closed";
            /**
             * Version
             * @description Its number, from 2 on: given when it is published, until then 0.
             */
            version: number;
        };
        /**
         * TeamInvite
         * @description A team, and the code that invites to it.
         * @example {
         *       "invite": "7HQ2-0WPK-M3VX-4",
         *       "team_id": "019aa000-0000-7000-8000-0000000000d1"
         *     }
         */
        TeamInvite: {
            /**
             * Team Id
             * Format: uuid
             * @description The team, or the workplace.
             */
            team_id: string;
            /**
             * Invite
             * @description A code that invites, to hand over. Blanks, dashes and small letters do not matter.
             */
            invite: string;
        };
        /**
         * TeamMember
         * @description A rider who is in a team, as its owner sees it: by an id that is of this membership alone.
         * @example {
         *       "joined_at": "2026-05-04T07:30:00Z",
         *       "member_id": "0b1f4c53-9d53-4a4c-8f0d-7a116f0c9d8e"
         *     }
         */
        TeamMember: {
            /**
             * Member Id
             * Format: uuid
             * @description The member, by an id that is of this membership alone.
             */
            member_id: string;
            /**
             * Joined At
             * Format: date-time
             * @description Since when the member is in.
             */
            joined_at: string;
        };
        /**
         * TeamShown
         * @description A team, as its members see it.
         * @example {
         *       "kind": "team",
         *       "members": 7,
         *       "name": "Les Corts rolls",
         *       "team_id": "019aa000-0000-7000-8000-0000000000d1"
         *     }
         */
        TeamShown: {
            /**
             * Team Id
             * Format: uuid
             * @description The team, or the workplace.
             */
            team_id: string;
            /**
             * Name
             * @description What it is called.
             */
            name: string;
            /**
             * Kind
             * @description A team of friends, or a workplace.
             * @enum {string}
             */
            kind: "team" | "workplace";
            /**
             * Members
             * @description How many riders are in it now; to its owner each of them, who came first.
             */
            members: number | components["schemas"]["TeamMember"][];
        };
        /**
         * TermsBody
         * @description What riders accept, in the languages of the city. English is always there.
         */
        TermsBody: {
            /**
             * En
             * @description In English, which is read where another language is missing.
             */
            en: string;
            /**
             * Ca
             * @description In Catalan.
             */
            ca?: string;
            /**
             * Es
             * @description In Spanish.
             */
            es?: string;
        };
        /**
         * TicketsBought
         * @description Tickets that were bought now, and all that the rider has bought of this draw.
         * @example {
         *       "bought": 5,
         *       "cost_points": 100,
         *       "count": 2,
         *       "draw_id": "019aa000-0000-7000-8000-0000000000c9"
         *     }
         */
        TicketsBought: {
            /**
             * Draw Id
             * Format: uuid
             * @description The draw.
             */
            draw_id: string;
            /**
             * Count
             * @description How many tickets were bought now.
             */
            count: number;
            /**
             * Cost Points
             * @description What was paid for them.
             */
            cost_points: number;
            /**
             * Bought
             * @description Tickets that the rider has bought of this draw and not got back.
             */
            bought: number;
        };
        /**
         * TicketsFromPoints
         * @description Tickets that riders buy.
         */
        TicketsFromPoints: {
            /**
             * @description `points`: tickets are bought. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            from: "points";
            /**
             * Cost Points
             * @description The points that one ticket costs.
             */
            cost_points: number;
            /**
             * Per Rider Max
             * @description How many tickets one rider may buy.
             */
            per_rider_max: number;
        };
        /**
         * TicketsFromStations
         * @description One ticket for `uses_min` or more trips that start or end at one of these stations.
         */
        TicketsFromStations: {
            /**
             * @description `stations`: one ticket is given for trips that start or end at certain stations. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            from: "stations";
            /**
             * Station Ids
             * @description The stations at which a trip has to start or end.
             */
            station_ids: string[];
            /**
             * Uses Min
             * @description From how many trips on a rider has the ticket.
             */
            uses_min: number;
        };
        /**
         * TicketsFromTrips
         * @description A ticket for each full `per_trips` trips that start while the draw is open.
         */
        TicketsFromTrips: {
            /**
             * @description `trips`: tickets are given for trips. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            from: "trips";
            /**
             * Per Trips
             * @description How many trips give a ticket.
             */
            per_trips: number;
        };
        /**
         * TicketsReward
         * @description Tickets of a draw.
         */
        TicketsReward: {
            /**
             * Draw Id
             * Format: uuid
             * @description The draw.
             */
            draw_id: string;
            /**
             * Count
             * @description How many tickets.
             */
            count: number;
        };
        /**
         * Totals
         * @description Sums over the rider's trips that count.
         */
        Totals: {
            /**
             * Trips
             * @description Trips that count.
             */
            trips: number;
            /**
             * Distance M
             * @description Metres in all.
             */
            distance_m: number;
            /**
             * Duration S
             * @description Seconds in all.
             */
            duration_s: number;
            /**
             * Energy Kcal
             * @description Kilocalories that riding took, over at most 60 minutes of a trip.
             */
            energy_kcal: number;
        };
        /**
         * TraceFeature
         * @description A place of a trace.
         */
        TraceFeature: {
            /**
             * Type
             * @description The kind of thing.
             * @constant
             */
            type: "Feature";
            /** @description Where the vehicle was. */
            geometry: components["schemas"]["TracePlace"];
            /** @description When it was there, and what the phone said of it. */
            properties: components["schemas"]["TracePlaceProperties"];
        };
        /**
         * TraceFigures
         * @description What the trip's own trace shows: metres, seconds of all holes and of the longest, how many speeds
         *     (one each 10 s) are those of somebody who moves, their 95th percentile, how hard the speed changes, how
         *     unevenly the rider moves, and the share of places on a line with their neighbours. Never a place.
         * @example {
         *       "distance_m": 5400,
         *       "hole_s": 0,
         *       "holes_s": 0,
         *       "moving": 58,
         *       "p95_kmh": 33.1,
         *       "spread": 0.31,
         *       "straight": 0.04,
         *       "surge_mps2": 0.08
         *     }
         */
        TraceFigures: {
            /**
             * Distance M
             * @description Metres of the trace in the minutes of the trip.
             */
            distance_m: number;
            /**
             * Holes S
             * @description What is missing of the trace in the minutes of the trip, in seconds.
             */
            holes_s: number;
            /**
             * Hole S
             * @description The longest hole, in seconds.
             */
            hole_s: number;
            /**
             * Moving
             * @description How many speeds, one each 10 s, are those of somebody who moves.
             */
            moving: number;
            /**
             * P95 Kmh
             * @description The 95th percentile of the moving speeds, in km/h.
             */
            p95_kmh?: number;
            /**
             * Surge Mps2
             * @description The 95th percentile of how much the speed changes, in m/s².
             */
            surge_mps2?: number;
            /**
             * Spread
             * @description The standard deviation of the pace over its mean.
             */
            spread?: number;
            /**
             * Straight
             * @description The share of places that lie on a line with their neighbours.
             */
            straight?: number;
        };
        /**
         * TraceHeard
         * @description What has come of a live trip's trace. `seqs` are the first and last of each run of chunks; more are
         *     taken until `closes_at`.
         * @example {
         *       "closes_at": "2026-05-18T07:30:02Z",
         *       "points": 460,
         *       "seqs": [
         *         [
         *           0,
         *           7
         *         ]
         *       ]
         *     }
         */
        TraceHeard: {
            /**
             * Seqs
             * @description The first and last number of each run of chunks that have come.
             */
            seqs: [
                number,
                number
            ][];
            /**
             * Points
             * @description How many points have come.
             */
            points: number;
            /**
             * Closes At
             * Format: date-time
             * @description Until when points are taken.
             */
            closes_at: string;
        };
        /**
         * TracePace
         * @description The pace of 20 s of the clock, in metres a second.
         */
        TracePace: {
            /**
             * At
             * Format: date-time
             * @description The beginning of the 20 s.
             */
            at: string;
            /**
             * Mps
             * @description Metres a second.
             */
            mps: number;
        };
        /**
         * TracePlace
         * @description A GeoJSON point: [lon, lat] in degrees.
         */
        TracePlace: {
            /**
             * Type
             * @description The kind of thing.
             * @constant
             */
            type: "Point";
            /**
             * Coordinates
             * @description Longitude and latitude, in degrees.
             */
            coordinates: [
                number,
                number
            ];
        };
        /**
         * TracePlaceProperties
         * @description When the vehicle was there; of points, what the phone said of them.
         */
        TracePlaceProperties: {
            /**
             * At
             * Format: date-time
             * @description When the vehicle was there.
             */
            at: string;
            /**
             * Accuracy M
             * @description How far off the position may be, in metres, as the phone estimates.
             */
            accuracy_m?: number;
            /**
             * Mock
             * @description Whether the phone said that an app has made the place up.
             */
            mock?: boolean;
        };
        /**
         * TracePoint
         * @description Where the vehicle was at a moment. Degrees and metres.
         */
        TracePoint: {
            /**
             * At
             * Format: date-time
             * @description When the phone was there.
             */
            at: string;
            /**
             * Lat
             * @description Latitude in degrees (WGS 84).
             */
            lat: number;
            /**
             * Lon
             * @description Longitude in degrees (WGS 84).
             */
            lon: number;
            /**
             * Accuracy M
             * @description How far off the position may be, in metres, as the phone estimates.
             */
            accuracy_m?: number;
            /**
             * Speed Mps
             * @description What the phone says of its speed, in metres per second. It is not kept.
             */
            speed_mps?: number;
            /**
             * Mock
             * @description Whether the phone says that an app has made the place up.
             * @default false
             */
            mock: boolean;
        };
        /**
         * Transfer
         * @description All stations of one operator become another's.
         * @example {
         *       "from_operator_id": "bicing",
         *       "to_operator_id": "ambici"
         *     }
         */
        Transfer: {
            /**
             * From Operator Id
             * @description The operator whose stations they are.
             */
            from_operator_id: string;
            /**
             * To Operator Id
             * @description The operator whose stations they become.
             */
            to_operator_id: string;
        };
        /**
         * TriedOn
         * @description How many riders were looked at, and of how many.
         * @example {
         *       "done": 800,
         *       "total": 1991
         *     }
         */
        TriedOn: {
            /**
             * Done
             * @description Riders whose trips were judged.
             */
            done: number;
            /**
             * Total
             * @description All riders, at its beginning.
             */
            total: number;
        };
        /**
         * Trip
         * @description A trip as it is judged today. `points` and `explanation` follow a few seconds after the verdict. The
         *     decision and the appeal are those of one trip, not of a list.
         *
         *     A held trip says what it `waits_for`, and `until` when, if it lapses; one that is merged into others names
         *     them; an open one says what has come of its `trace`.
         *
         *     Verdicts, reasons, vehicle types and sources of distances may become more.
         * @example {
         *       "distance_m": 4200,
         *       "distance_source": "phone",
         *       "duration_s": 1200,
         *       "ended_at": "2026-05-04T07:50:00Z",
         *       "explanation": {
         *         "rule": "tariff",
         *         "text": "42 points for 4.2 km and 15 points for 159 kcal.",
         *         "version": 1
         *       },
         *       "points": 57,
         *       "reasons": [],
         *       "reasons_in_words": [],
         *       "started_at": "2026-05-04T07:30:00Z",
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *       "vehicle_type": "bike",
         *       "verdict": "accepted"
         *     }
         */
        Trip: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Verdict
             * @description Today's verdict: `accepted`, `held`, `rejected` or `voided`. More may come.
             */
            verdict: string;
            /**
             * Reasons
             * @description Why the verdict is as it is; an accepted trip has none. More may come: `too_short` (under a minute), `too_long` (over 24 hours), `too_late` (told more than 14 days after its end), `too_fast` (over 45 km/h), `suspicious_speed` (over 30 km/h), `no_end` (nobody told its end), `mock_location` (the phone says that its places are made up), `trace_elsewhen` (most of the trace is of another time, or inaccurate), `trace_thin` (too few places), `trace_jumps` (places that cannot be reached from each other), `trace_gaps` (parts are missing), `off_station` (not at its stations), `standing` (hardly moves), `on_foot` (the speeds of somebody on foot), `motorised` (those of a motor vehicle), `too_even` (drawn, or run), `unconfirmed` (a second source is missing), `overlapping` (shares time with another trip of the rider), `vehicle_shared` (ridden by another rider meanwhile), `replayed` (the trace of an earlier trip), `many_accounts` (a phone of several riders), `told_twice` (beside an operator's ride of that day), `serial_tiny` (several tiny trips a day), `loop` (back and forth), `self_told_limit` (many trips that only a phone told), `strikes` (begun after three strikes), `merged` (part of another trip), `cancelled` (by its rider), `voided` (by the operator), `import_undone` (its import was taken back), `decided` (by the operator's review).
             */
            reasons: string[];
            /**
             * Reasons In Words
             * @description Why the trip does not count, in the reader's language: a text for each reason.
             * @default []
             */
            reasons_in_words: string[];
            /**
             * Vehicle Type
             * @description `bike` or `ebike`.
             */
            vehicle_type: string;
            /**
             * Started At
             * Format: date-time
             * @description When the trip began: an instant with its offset.
             */
            started_at: string;
            /**
             * Ended At
             * Format: date-time
             * @description When the trip ended: an instant with its offset.
             */
            ended_at: string;
            /**
             * Duration S
             * @description Seconds from start to end, rounded down.
             */
            duration_s: number;
            /**
             * Distance M
             * @description Metres. Left out where the distance is unknown.
             */
            distance_m?: number;
            /**
             * Distance Source
             * @description Where the distance is from: `odometer`, `phone`, `trace` or `station_pair`. More may come.
             */
            distance_source?: string;
            /**
             * Start Station Id
             * @description The station at which the trip began.
             */
            start_station_id?: string;
            /**
             * End Station Id
             * @description The station at which the trip ended.
             */
            end_station_id?: string;
            /**
             * Confirmed By
             * @description Who has told the ride: `phone`, `operator`.
             * @default []
             */
            confirmed_by: string[];
            /**
             * Merged Into
             * @description The trips of which it is a part.
             */
            merged_into?: string[];
            /**
             * Waits For
             * @description What a held trip waits for: `appeal`, `review`, `trace` or `dock`.
             */
            waits_for?: string;
            /**
             * Until
             * Format: date-time
             * @description When a held trip lapses.
             */
            until?: string;
            /** @description What has come of an open trip's trace. */
            trace?: components["schemas"]["TraceHeard"];
            /**
             * Points
             * @description What the trip has given in all. Left out until it is booked, a few seconds after the verdict.
             */
            points?: number;
            /** @description Why there are so many points. */
            explanation?: components["schemas"]["Explanation"];
            /** @description `approve` or `refuse`. */
            decision?: components["schemas"]["TripDecision"];
            /** @description The rider's last appeal of the trip, with its answer once there is one. */
            appeal?: components["schemas"]["TripAppeal"];
        } & {
            [key: string]: unknown;
        };
        /**
         * TripAppeal
         * @description The rider's last appeal of a trip: `waiting`, `upheld` or `dismissed`, with its answer.
         */
        TripAppeal: {
            /**
             * State
             * @description `waiting`, `upheld` or `dismissed`.
             */
            state: string;
            /**
             * Text
             * @description What the rider says.
             */
            text: string;
            /**
             * Appealed At
             * Format: date-time
             * @description When the rider appealed.
             */
            appealed_at: string;
            /**
             * Answer
             * @description The answer to the appeal: the reason of the decision that answered it.
             */
            answer?: string;
            /**
             * Answer By
             * Format: date-time
             * @description Until when the appeal is to be answered.
             */
            answer_by: string;
            /**
             * Overdue
             * @description The appeal waits although `answer_by` is over. Left out otherwise.
             */
            overdue?: boolean;
        };
        /**
         * TripDecision
         * @description The decision that stands on a trip, who made it and why. `strike`: it counts as one now.
         */
        TripDecision: {
            /**
             * Verdict
             * @description Today's verdict: `accepted`, `held`, `rejected` or `voided`. More may come.
             */
            verdict: string;
            /**
             * Reason
             * @description Why, in the words of who decided.
             */
            reason: string;
            /**
             * Role
             * @description The role of who did it.
             */
            role: string;
            /**
             * Organisation
             * @description Who did it: an operator, or the city.
             */
            organisation: string;
            /**
             * Decided At
             * Format: date-time
             * @description When it was decided.
             */
            decided_at: string;
            /**
             * Strike
             * @description Whether the rider gets a strike with the decision. After three in 90 days new trips are held for 30 days.
             */
            strike?: boolean;
        };
        /**
         * TripVerdict
         * @description What the reporter of a trip is told.
         * @example {
         *       "reasons": [],
         *       "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *       "verdict": "accepted"
         *     }
         */
        TripVerdict: {
            /**
             * Trip Id
             * Format: uuid
             * @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer.
             */
            trip_id: string;
            /**
             * Verdict
             * @description Today's verdict: `accepted`, `held`, `rejected` or `voided`. More may come.
             */
            verdict: string;
            /**
             * Reasons
             * @description Why the verdict is as it is; an accepted trip has none. More may come: `too_short` (under a minute), `too_long` (over 24 hours), `too_late` (told more than 14 days after its end), `too_fast` (over 45 km/h), `suspicious_speed` (over 30 km/h), `no_end` (nobody told its end), `mock_location` (the phone says that its places are made up), `trace_elsewhen` (most of the trace is of another time, or inaccurate), `trace_thin` (too few places), `trace_jumps` (places that cannot be reached from each other), `trace_gaps` (parts are missing), `off_station` (not at its stations), `standing` (hardly moves), `on_foot` (the speeds of somebody on foot), `motorised` (those of a motor vehicle), `too_even` (drawn, or run), `unconfirmed` (a second source is missing), `overlapping` (shares time with another trip of the rider), `vehicle_shared` (ridden by another rider meanwhile), `replayed` (the trace of an earlier trip), `many_accounts` (a phone of several riders), `told_twice` (beside an operator's ride of that day), `serial_tiny` (several tiny trips a day), `loop` (back and forth), `self_told_limit` (many trips that only a phone told), `strikes` (begun after three strikes), `merged` (part of another trip), `cancelled` (by its rider), `voided` (by the operator), `import_undone` (its import was taken back), `decided` (by the operator's review).
             */
            reasons: string[];
        };
        /**
         * Trips
         * @description Newest first.
         * @example {
         *       "trips": [
         *         {
         *           "distance_m": 4200,
         *           "distance_source": "phone",
         *           "duration_s": 1200,
         *           "ended_at": "2026-05-04T07:50:00Z",
         *           "explanation": {
         *             "rule": "tariff",
         *             "text": "42 points for 4.2 km and 15 points for 159 kcal.",
         *             "version": 1
         *           },
         *           "points": 57,
         *           "reasons": [],
         *           "reasons_in_words": [],
         *           "started_at": "2026-05-04T07:30:00Z",
         *           "trip_id": "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11",
         *           "vehicle_type": "bike",
         *           "verdict": "accepted"
         *         }
         *       ]
         *     }
         */
        Trips: {
            /**
             * Trips
             * @description The trips of this page of the list.
             */
            trips: components["schemas"]["Trip"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * Undo
         * @description Why an import is taken back.
         * @example {
         *       "reason": "The file was read with the wrong time zone."
         *     }
         */
        Undo: {
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * UsedList
         * @description What a partner has taken in within a month of the city.
         * @example {
         *       "month": "2026-05",
         *       "rewards": [
         *         {
         *           "name": {
         *             "en": "A coffee at the corner"
         *           },
         *           "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *           "units": 12,
         *           "value_eur_cents": 2160
         *         }
         *       ],
         *       "units": 12,
         *       "value_eur_cents": 2160
         *     }
         */
        UsedList: {
            /**
             * Month
             * @description A month of the city, as `YYYY-MM`.
             */
            month: string;
            /**
             * Rewards
             * @description What was taken in, by reward.
             */
            rewards: components["schemas"]["UsedOfReward"][];
            /**
             * Units
             * @description How many vouchers were used.
             */
            units: number;
            /**
             * Value Eur Cents
             * @description What all units are worth together, in euro cents.
             */
            value_eur_cents: number;
        };
        /**
         * UsedOfReward
         * @description Used vouchers of one reward, and what they are worth together.
         * @example {
         *       "name": {
         *         "en": "A coffee at the corner"
         *       },
         *       "reward_id": "019aa000-0000-7000-8000-0000000000f1",
         *       "units": 12,
         *       "value_eur_cents": 2160
         *     }
         */
        UsedOfReward: {
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
            /**
             * Units
             * @description How many vouchers were used.
             */
            units: number;
            /**
             * Value Eur Cents
             * @description What the units are worth together, in euro cents.
             */
            value_eur_cents: number;
        };
        /**
         * ValidatedChallenge
         * @description A challenge that is allowed, and what to think about before it is published.
         * @example {
         *       "warnings": [
         *         {
         *           "code": "no_progress",
         *           "pointer": "/goal/measure",
         *           "vehicle_type": "ebike"
         *         }
         *       ]
         *     }
         */
        ValidatedChallenge: {
            /**
             * Warnings
             * @description What the operator may not have meant.
             */
            warnings: components["schemas"]["ChallengeWarning"][];
        };
        /**
         * ValueShares
         * @description To which values of the city it contributes, in whole percent that add up to 100.
         */
        ValueShares: {
            /**
             * Health
             * @description The share of health, in percent.
             */
            health?: number;
            /**
             * Climate
             * @description The share of the climate, in percent.
             */
            climate?: number;
            /**
             * Liveability
             * @description The share of a liveable city, in percent.
             */
            liveability?: number;
            /**
             * Equity
             * @description The share of equity, in percent.
             */
            equity?: number;
            /**
             * Engagement
             * @description The share of engagement, in percent.
             */
            engagement?: number;
            /**
             * Safety
             * @description The share of safety, in percent.
             */
            safety?: number;
            /**
             * Transparency
             * @description The share of transparency, in percent.
             */
            transparency?: number;
            /**
             * Privacy
             * @description The share of privacy, in percent.
             */
            privacy?: number;
            /**
             * Reliability
             * @description The share of reliability, in percent.
             */
            reliability?: number;
            /**
             * Access
             * @description The share of access to the service, in percent.
             */
            access?: number;
            /**
             * Efficiency
             * @description The share of efficiency, in percent.
             */
            efficiency?: number;
            /**
             * Affordability
             * @description The share of affordability, in percent.
             */
            affordability?: number;
            /**
             * Responsiveness
             * @description The share of responsiveness, in percent.
             */
            responsiveness?: number;
            /**
             * Utilisation
             * @description The share of the use of vehicles, in percent.
             */
            utilisation?: number;
            /**
             * Rebalancing
             * @description The share of rebalancing, in percent.
             */
            rebalancing?: number;
            /**
             * Retention
             * @description The share of keeping riders, in percent.
             */
            retention?: number;
            /**
             * Data
             * @description The share of better data, in percent.
             */
            data?: number;
        };
        /**
         * VehicleEvent
         * @description That a vehicle was unlocked or locked. `vehicle_id` is what is printed on the vehicle, the same as in
         *     trips.
         * @example {
         *       "at": "2026-05-04T07:30:04Z",
         *       "event_id": "0b8f6f5e-6c52-4d0a-9d6e-2f7f6b8f1a01",
         *       "kind": "unlock",
         *       "odometer_m": 1204310,
         *       "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *       "station_id": "41",
         *       "vehicle_id": "B-1042",
         *       "vehicle_type": "bike"
         *     }
         */
        VehicleEvent: {
            /**
             * Event Id
             * Format: uuid
             * @description The event, as its operator names it. It says nothing of whether two events are one.
             */
            event_id: string;
            /**
             * Vehicle Id
             * @description What is printed on the vehicle: the same in trips and in events of locks, never an id that rotates.
             */
            vehicle_id: string;
            /**
             * Kind
             * @description `unlock` or `lock`.
             * @enum {string}
             */
            kind: "lock" | "unlock";
            /**
             * At
             * Format: date-time
             * @description When the vehicle was unlocked or locked: an instant with its offset.
             */
            at: string;
            /**
             * Rider Id
             * Format: uuid
             * @description The rider, where the operator knows. Without it the ride is the rider's whose phone names the vehicle and shows its way.
             */
            rider_id?: string;
            /**
             * Vehicle Type
             * @description `bike` or `ebike`.
             * @enum {string}
             */
            vehicle_type?: "bike" | "ebike";
            /**
             * Station Id
             * @description The station at which it was.
             */
            station_id?: string;
            /**
             * Odometer M
             * @description What the odometer showed, in metres. With both, the ride's metres are their difference.
             */
            odometer_m?: number;
        };
        /**
         * VehicleEvents
         * @description Up to 1000 events of an operator's vehicles, in any order. Each is read by itself, so that a bad one is
         *     a failure of its own.
         * @example {
         *       "events": [
         *         {
         *           "at": "2026-05-04T07:30:04Z",
         *           "event_id": "0b8f6f5e-6c52-4d0a-9d6e-2f7f6b8f1a01",
         *           "kind": "unlock",
         *           "odometer_m": 1204310,
         *           "rider_id": "2c5f1c4e-8a53-4f0e-9d0e-6f1f6a1c0b11",
         *           "station_id": "41",
         *           "vehicle_id": "B-1042",
         *           "vehicle_type": "bike"
         *         },
         *         {
         *           "at": "2026-05-04T07:49:54Z",
         *           "event_id": "0b8f6f5e-6c52-4d0a-9d6e-2f7f6b8f1a02",
         *           "kind": "lock",
         *           "odometer_m": 1208510,
         *           "station_id": "97",
         *           "vehicle_id": "B-1042"
         *         }
         *       ]
         *     }
         */
        VehicleEvents: {
            /**
             * Events
             * @description The unlocks and locks, in any order.
             */
            events: components["schemas"]["VehicleEvent"][];
        };
        /**
         * VehicleRates
         * @description The rates of each type of vehicle.
         */
        VehicleRates: {
            /** @description Bikes without a motor. */
            bike: components["schemas"]["RatesBody"];
            /** @description Bikes with a motor. */
            ebike: components["schemas"]["RatesBody"];
        };
        /**
         * VerdictsTried
         * @description How many trips have each verdict, by the limits that judge them now and by the tried ones.
         * @example {
         *       "after": {
         *         "accepted": 40904,
         *         "held": 396
         *       },
         *       "before": {
         *         "accepted": 40946,
         *         "held": 354
         *       }
         *     }
         */
        VerdictsTried: {
            /**
             * Before
             * @description By the limits that judge them now.
             */
            before: {
                [key: string]: number;
            };
            /**
             * After
             * @description By the tried limits.
             */
            after: {
                [key: string]: number;
            };
        };
        /**
         * Void
         * @description Why a trip is taken back.
         * @example {
         *       "reason": "The lock was open all night."
         *     }
         */
        Void: {
            /**
             * Reason
             * @description Why, in words. It is public.
             */
            reason: string;
        };
        /**
         * VoucherList
         * @description The vouchers of one redemption, or the codes.
         * @example {
         *       "vouchers": [
         *         {
         *           "code": "W06M-R2VV-YH2K-3",
         *           "valid_until": "2026-06-03T22:00:00Z",
         *           "voucher_id": "019aa000-0000-7000-8000-0000000000d1"
         *         }
         *       ]
         *     }
         */
        VoucherList: {
            /**
             * Vouchers
             * @description A voucher for each unit.
             */
            vouchers: components["schemas"]["ShownVoucher"][];
        };
        /**
         * VoucherUndone
         * @description A voucher that can be used again.
         * @example {
         *       "undone_at": "2026-05-10T09:31:00Z",
         *       "voucher_id": "019aa000-0000-7000-8000-0000000000d1"
         *     }
         */
        VoucherUndone: {
            /**
             * Voucher Id
             * Format: uuid
             * @description The voucher, or the code of a pool.
             */
            voucher_id: string;
            /**
             * Undone At
             * Format: date-time
             * @description When the use was undone.
             */
            undone_at: string;
        };
        /**
         * VoucherUse
         * @description A voucher that was used now.
         * @example {
         *       "reward": {
         *         "name": {
         *           "en": "A coffee at the corner"
         *         },
         *         "reward_id": "019aa000-0000-7000-8000-0000000000f1"
         *       },
         *       "used_at": "2026-05-10T09:30:00Z",
         *       "voucher_id": "019aa000-0000-7000-8000-0000000000d1"
         *     }
         */
        VoucherUse: {
            /**
             * Voucher Id
             * Format: uuid
             * @description The voucher, or the code of a pool.
             */
            voucher_id: string;
            /** @description What it is for. */
            reward: components["schemas"]["WhatFor"];
            /**
             * Used At
             * Format: date-time
             * @description When it was used.
             */
            used_at: string;
        };
        /**
         * WhatFor
         * @description The reward that a voucher is for.
         */
        WhatFor: {
            /**
             * Reward Id
             * Format: uuid
             * @description The reward.
             */
            reward_id: string;
            /**
             * Name
             * @description The name, by language.
             */
            name: {
                [key: string]: string;
            };
        };
        /**
         * WhereBody
         * @description The conditions on what is counted: all must hold, of a list any.
         */
        WhereBody: {
            /**
             * Services
             * @description What is counted: `bike_share` (trips, which alone are counted where nothing is named) and other services.
             */
            services?: string[];
            /**
             * Vehicle Types
             * @description The vehicle is one of these.
             */
            vehicle_types?: ("bike" | "ebike")[];
            /**
             * Weekdays
             * @description The weekdays of the trip, from 1 (Monday) to 7.
             */
            weekdays?: number[];
            /**
             * Local Hours
             * @description The local hours in one of which the trip starts.
             */
            local_hours?: components["schemas"]["HoursBody"][];
            /**
             * Day Tags Any
             * @description The day of the trip has one of these tags.
             */
            day_tags_any?: string[];
            /**
             * Distance Sources
             * @description Where the distance is from.
             */
            distance_sources?: ("odometer" | "trace" | "station_pair" | "phone")[];
            /** @description The range in which the distance lies. An unknown one lies in none. */
            distance_m?: components["schemas"]["DistanceRange"];
            /** @description The range in which the duration lies. */
            duration_s?: components["schemas"]["DurationRange"];
            /** @description How far the end must lie above the start. */
            climb_m?: components["schemas"]["ClimbRange"];
            /**
             * Start Station Ids
             * @description The stations at one of which the trip starts.
             */
            start_station_ids?: string[];
            /**
             * End Station Ids
             * @description The stations at one of which the trip ends.
             */
            end_station_ids?: string[];
            /**
             * Start Zone Ids
             * @description The zones in one of which the trip starts. A zone stands for all that lay in it at the first publishing.
             */
            start_zone_ids?: string[];
            /**
             * End Zone Ids
             * @description The zones in one of which the trip ends. A zone stands for all that lay in it at the first publishing.
             */
            end_zone_ids?: string[];
            /** @description Zones that a trip passes in an order. */
            corridor?: components["schemas"]["CorridorBody"];
            /**
             * Station Ids
             * @description The stations at one of which the trip starts or ends. All conditions on `station_ids`, `zone_ids` and `bonus_stations` are met by one and the same end.
             */
            station_ids?: string[];
            /**
             * Zone Ids
             * @description The zones in one of which the trip starts or ends. A zone stands for all that lay in it at the first publishing.
             */
            zone_ids?: string[];
            /**
             * Bonus Stations
             * @description Of one and the same end: the station gives a bonus at that moment.
             * @constant
             */
            bonus_stations?: true;
        };
        /**
         * WhoAll
         * @description Every rider, without joining.
         */
        WhoAll: {
            /**
             * @description `all`: every rider, without joining. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "all";
        };
        /**
         * WhoCity
         * @description Everybody's trips count; who has joined is rewarded.
         */
        WhoCity: {
            /**
             * @description `city`: everybody's trips count, and who has joined is rewarded. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "city";
            /**
             * Member Min
             * @description What a rider must bring to be rewarded: in the measure of a `sum`, else in trips. Left out: one trip.
             */
            member_min?: number;
        };
        /**
         * WhoJoined
         * @description Who has joined.
         */
        WhoJoined: {
            /**
             * @description `joined`: who has joined. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "joined";
        };
        /**
         * WhoPairs
         * @description Two riders: together, or one versus the other.
         */
        WhoPairs: {
            /**
             * @description `pairs`: two riders. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "pairs";
            /**
             * Mode
             * @description Both riders `together`, or one `versus` the other.
             * @enum {string}
             */
            mode: "together" | "versus";
        };
        /**
         * WhoTeams
         * @description Teams, or workplaces, of which the own limit is at most `size_max` riders.
         */
        WhoTeams: {
            /**
             * @description `teams`: teams or workplaces. (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            kind: "teams";
            /**
             * Of
             * @description Teams, or workplaces.
             * @enum {string}
             */
            of: "team" | "workplace";
            /**
             * Size Max
             * @description Only teams take part whose own limit is at most this.
             */
            size_max: number;
            /**
             * Member Min
             * @description What a rider must bring to be rewarded: in the measure of a `sum`, else in trips. Left out: one trip.
             */
            member_min?: number;
        };
        /**
         * ZoneCollection
         * @description A GeoJSON FeatureCollection (RFC 7946) of zones. Each is read by itself, so that a bad one is a failure
         *     of its own. A member `crs`, of GeoJSON before RFC 7946, must name WGS 84 with the longitude first.
         * @example {
         *       "features": [
         *         {
         *           "geometry": {
         *             "coordinates": [
         *               [
         *                 [
         *                   2.15,
         *                   41.38
         *                 ],
         *                 [
         *                   2.18,
         *                   41.38
         *                 ],
         *                 [
         *                   2.18,
         *                   41.4
         *                 ],
         *                 [
         *                   2.15,
         *                   41.38
         *                 ]
         *               ]
         *             ],
         *             "type": "Polygon"
         *           },
         *           "properties": {
         *             "zone_id": "eixample",
         *             "name": "Eixample"
         *           },
         *           "type": "Feature"
         *         }
         *       ],
         *       "type": "FeatureCollection"
         *     }
         */
        ZoneCollection: {
            /**
             * Type
             * @description `FeatureCollection`.
             * @constant
             */
            type: "FeatureCollection";
            /**
             * Crs
             * @description Of GeoJSON before RFC 7946: null, or a name of WGS 84 with the longitude first.
             */
            crs?: unknown;
            /**
             * Features
             * @description The zones, each a feature with an outline.
             */
            features: components["schemas"]["ZoneFeature"][];
        };
        /**
         * ZoneCounts
         * @description The number of zones that were new, changed and unchanged, those that were not taken, and those that
         *     were not taken as they were sent.
         * @example {
         *       "changed": 0,
         *       "failures": [],
         *       "new": 10,
         *       "unchanged": 0,
         *       "warnings": [
         *         {
         *           "code": "repaired",
         *           "index": 3,
         *           "zone_id": "eixample"
         *         }
         *       ]
         *     }
         */
        ZoneCounts: {
            /**
             * New
             * @description How many were not known before.
             */
            new: number;
            /**
             * Changed
             * @description How many were reported otherwise than before.
             */
            changed: number;
            /**
             * Unchanged
             * @description How many are as they were.
             */
            unchanged: number;
            /**
             * Failures
             * @description The items that were not taken, each with its problem.
             */
            failures: components["schemas"]["ZoneFailure"][];
            /**
             * Warnings
             * @description The items that were taken, but not as they were sent.
             */
            warnings: components["schemas"]["ZoneWarning"][];
        };
        /**
         * ZoneFailure
         * @description A zone that was not taken. `zone_id` is left out where it could not be read.
         */
        ZoneFailure: {
            /**
             * Index
             * @description The place of the item in what was sent, from 0.
             */
            index: number;
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id?: string;
            /**
             * Problem
             * @description Why the item was not taken.
             */
            problem: {
                [key: string]: unknown;
            };
        };
        /**
         * ZoneFeature
         * @description A GeoJSON feature whose geometry is a Polygon or MultiPolygon of [lon, lat]. Without the property
         *     `zone_id` the feature's `id` is the zone's.
         */
        ZoneFeature: {
            /**
             * Type
             * @description `Feature`.
             * @constant
             */
            type: "Feature";
            /** @description What the zone is called, and where it belongs. */
            properties: components["schemas"]["ZoneProperties"];
            /**
             * Geometry
             * @description The outline: a Polygon or a MultiPolygon, longitude first.
             */
            geometry?: unknown;
            /**
             * Crs
             * @description Of GeoJSON before RFC 7946: null, or a name of WGS 84 with the longitude first.
             */
            crs?: unknown;
        };
        /**
         * ZoneList
         * @description A GeoJSON FeatureCollection (RFC 7946) of zones.
         * @example {
         *       "features": [
         *         {
         *           "geometry": {
         *             "coordinates": [
         *               [
         *                 [
         *                   [
         *                     2.15,
         *                     41.38
         *                   ],
         *                   [
         *                     2.18,
         *                     41.38
         *                   ],
         *                   [
         *                     2.18,
         *                     41.4
         *                   ],
         *                   [
         *                     2.15,
         *                     41.38
         *                   ]
         *                 ]
         *               ]
         *             ],
         *             "type": "MultiPolygon"
         *           },
         *           "id": "eixample",
         *           "properties": {
         *             "zone_id": "eixample",
         *             "name": "Eixample"
         *           },
         *           "type": "Feature"
         *         }
         *       ],
         *       "type": "FeatureCollection"
         *     }
         */
        ZoneList: {
            /**
             * Type
             * @description The kind of thing.
             * @constant
             */
            type: "FeatureCollection";
            /**
             * Features
             * @description The zones, each a feature with an outline.
             */
            features: components["schemas"]["ListedZoneFeature"][];
            /**
             * Next Cursor
             * @description What to send as `cursor` for the next page. Left out on the last one.
             */
            next_cursor?: string;
        };
        /**
         * ZoneOutline
         * @description Outer rings of [lon, lat] in degrees, simplified, counterclockwise and without holes.
         */
        ZoneOutline: {
            /**
             * Type
             * @description The kind of thing.
             * @constant
             */
            type: "MultiPolygon";
            /**
             * Coordinates
             * @description Outer rings, longitude first.
             */
            coordinates: number[][][][];
        };
        /**
         * ZoneProperties
         * @description What we read of a feature's properties. `parent_id` names the zone that this one is a part of.
         */
        ZoneProperties: {
            /**
             * Zone Id
             * @description The zone. Two zones never have one id.
             */
            zone_id: string;
            /**
             * Name
             * @description What the zone is called.
             */
            name: string;
            /**
             * Parent Id
             * @description The zone that this one is a part of. Left out: a district.
             */
            parent_id?: string;
        };
        /**
         * ZoneWarning
         * @description A zone that was taken, but not as it was sent. `code`: `repaired` (its outline touched itself).
         */
        ZoneWarning: {
            /**
             * Index
             * @description The place of the item in what was sent, from 0.
             */
            index: number;
            /**
             * Zone Id
             * @description The zone.
             */
            zone_id: string;
            /**
             * Code
             * @description What is otherwise than it was sent: `repaired`, an outline that touched itself.
             */
            code: string;
        };
        /**
         * @description RFC 9457. `code` never changes, texts follow Accept-Language.
         * @example {
         *       "type": "/problems/validation-error",
         *       "title": "Validation error",
         *       "status": 422,
         *       "detail": "Something in the body is not allowed.",
         *       "code": "validation-error",
         *       "errors": [
         *         {
         *           "pointer": "/distance_m",
         *           "code": "out_of_range",
         *           "minimum": 0
         *         }
         *       ],
         *       "instance": "/v1/trips",
         *       "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"
         *     }
         */
        Problem: {
            /**
             * Format: uri-reference
             * @description The page of the problem, /problems/{code}.
             */
            type: string;
            /** @description What kind of problem it is, in the caller's language. */
            title: string;
            /** @description The HTTP status. */
            status: number;
            /** @description What is wrong with this request, in the caller's language. */
            detail: string;
            /** @description The path of the request. */
            instance: string;
            /** @description The problem, in a word that never changes. There may be more: `already-completed` (409: The entry is completed. Leaving would mean giving back the reward, so it is not offered.); `already-paired` (409: The rider is in another pair of this challenge, and somebody else is too. Leave it first.); `already-submitted` (409: This waits for a decision already. Writing it anew takes that back.); `appeal-too-late` (409: More than 14 days have gone by since the trip's end, its last decision, or its lapse.); `body-too-slow` (408: The body did not come within 10 s. The same request may be sent again.); `budget-below-promised` (409: The budget would be smaller than what the campaign has spent and promised already.); `budget-spent` (409: The campaign that is to pay this promises nothing new: its budget is spent, or does not hold it.); `campaign-state` (409: The campaign is in a state in which this cannot be done.); `challenge-over` (409: The challenge has ended.); `challenge-state` (409: The challenge is in a state in which this cannot be done.); `chunk-conflict` (409: A chunk of this trip with this `seq` has come already, with other points. The first one stays.); `clock-ahead` (422: An instant lies over 5 minutes ahead of the server's clock, which is `server_at`: the sender's clock is fast.); `content-too-large` (413: The body is larger than this route takes.); `default-limits` (409: Version 1 of the limits is always there. Write a version that takes its place.); `default-tariff` (409: Tariff 1 is always there. Publish a tariff that takes its place.); `draw-closed` (409: The draw is not open at this moment: not yet, or no more.); `draw-state` (409: The draw is in a state in which this cannot be done.); `erased-rider` (409: The rider was erased, at their own wish. Nothing is taken of them any more.); `first-day-over` (409: The first day of these limits is not after today any more. What was ridden is judged by what was public before: they need a later first day.); `forbidden` (403: A valid token whose role may not do this.); `idempotency-key-in-use` (409: The first request with this key is still running.); `idempotency-key-missing` (400: A POST that creates something needs an `Idempotency-Key` of 1 to 255 printable ASCII characters.); `idempotency-key-reused` (422: The key was used before, with another request.); `import-undone` (409: The import was undone, so that no trip can come with it any more. Begin another import.); `insufficient-points` (409: The points that can be spent are below the cost.); `internal-error` (500: A mistake of ours. It is in the logs under its `trace_id`.); `invalid-cursor` (400: The cursor is not one that this list gave.); `level-too-low` (409: The reward is for riders of a higher level.); `limit-reached` (409: The rider has redeemed as many units as one rider may, in this period.); `limits-state` (409: This version of the limits is in a state in which this cannot be done. What is published never changes: a later version takes its place.); `malformed-json` (400: The body is not one JSON object in UTF-8 with distinct keys.); `merged` (409: The trip is part of another that tells of the same ride, which reading this trip names.); `method-not-allowed` (405: The address exists, but not for this method.); `needs-approval` (409: A guard of the city covers this change, and its second key has not signed it yet.); `needs-campaign` (409: In production every challenge, multiplier above 100 percent, draw and prize for ranks names a campaign, whose budget pays it.); `nickname-taken` (409: Somebody else has this name, or one that differs only by its signs or by capital letters.); `nickname-too-soon` (409: A nickname stays for seven days, so that riders know each other on boards.); `no-pool-of-codes` (409: Only rewards of the kind `code` have a pool of codes.); `no-trace` (404: The trip is yours, but no places are kept of it: none were told, you have deleted them, or they were deleted after the days for which this city keeps them. What was judged by them stays.); `not-acceptable` (406: The answer comes in none of the media types that the request accepts.); `not-found` (404: Nothing is there, or nothing that this caller may know of.); `not-in-riders-favour` (409: A challenge that was published changes only in the riders' favour. `pointers` are the places in the body that would change otherwise.); `not-joined-alone` (409: Riders take part in the challenge by their team or their pair, so nobody joins or leaves it alone.); `not-taking-part` (409: Only who takes part in a draw, and so has accepted its terms, can buy tickets.); `not-the-games-operator` (403: Only the operator of the game may do this. Other operators have trips, stations and challenges of their own.); `nothing-to-appeal` (409: The trip counts, is not over, or is no trip of its own any more; or an appeal is already waiting.); `nothing-to-decide` (409: No change of this is waiting for a decision.); `open-to-all` (409: The challenge counts every rider, so nobody joins or leaves it.); `price-changed` (409: The reward costs more than the rider has agreed to.); `purpose-missing` (400: Who looks at a rider's data says why, in the header `X-Purpose`: 3 to 200 characters in UTF-8.); `rate-limited` (429: More requests than the caller's quota. `Retry-After` says in how many seconds there is a new one.); `redemption-closed` (409: The reward is not published, or not open at this moment.); `redemption-confirmed` (409: The redemption is confirmed. Only the operator can release it, and never a donation.); `redemption-released` (409: The redemption was released: by somebody, or because nobody has confirmed it in time.); `request-headers-too-large` (431: The headers are larger than 16 KiB.); `reward-state` (409: The reward is in a state in which this cannot be done.); `same-person` (403: Two keys are held by two persons: who has signed first cannot sign second.); `sold-out` (409: Fewer units are left than were asked for, in stock or in the budget of the campaign that pays them.); `station-of-another-operator` (403: The station belongs to another operator: the one that has put it first, or that the city has given it to.); `stock-below-redeemed` (409: The version has less stock than riders have redeemed or reserved, or draws have set aside, already.); `stopped` (409: The city has stopped this until a given moment. It cannot be published before.); `tariff-state` (409: The tariff is in a state in which this cannot be done. What is published never changes: a later tariff takes its place.); `team-full` (409: The team has as many riders as it was made for.); `tickets-not-sold` (409: The tickets of this draw are given for trips, not sold.); `too-many-jobs` (409: So many of your jobs are not over yet that no more are taken. Ask again when one is over.); `too-many-open` (409: So many of the rider's trips are open already. End or cancel one; one of which nothing is heard for three hours is open no more.); `trace-closed` (409: No more points are taken of this trip: it was cancelled, its end was told 24 hours ago, it was first heard of 14 days ago, or its trace was deleted.); `trace-full` (409: The trip has as many points as one may have. Go on without: what has come is judged.); `trip-cancelled` (409: The rider has cancelled this trip, so it has no end.); `trip-decided` (409: A person has decided about this trip, so it is cancelled no more.); `trip-id-conflict` (409: This trip_id already names another trip. Nothing is said of whose.); `trip-open` (409: The trip is still ridden, so what is judged by its trace cannot be told yet. End or cancel it, and delete its trace then.); `trip-undone` (409: The trip came with an import that was undone. Report the trip again under another trip_id.); `trip-voided` (409: The trip is voided, so that nothing of it can be corrected. Decide it first, which brings it back.); `unauthorized` (401: No token, or one that cannot be trusted.); `unavailable` (503: Something that this needs is away for the moment. The same request may be sent again.); `undo-too-late` (409: The use of a voucher stands after 15 minutes.); `unsupported-media-type` (415: The body is of another media type than this route takes (`application/json`), or compressed.); `uri-too-long` (414: The address is longer than 8 KiB.); `validation-error` (422: Well-formed, but something in it is not allowed. `errors` says where, never what was sent.); `voucher-invalid` (404: This is no voucher that can be used here: unknown, used, out of date or another partner's. The answer does not say which.); `voucher-used` (409: A voucher of the redemption was used, so it is not released.); `zones-of-the-city` (403: A city official has put zones. From then on only the city does.). */
            code: string;
            /** @description Names the request in the operator's logs: tell it when you report a mistake. */
            trace_id: string;
            /** @description Where the request is wrong, at most 20 places; what was sent is never repeated. */
            errors?: {
                /** @description Where it is: a JSON Pointer (RFC 6901) into the body; `/query`, `/path` or `/header` and a name outside of it. */
                pointer: string;
                /** @description What is there: `bad_format` (not in the form that is asked for); `before_start` (an end before the start); `crossing` (an outline that crosses itself); `empty` (nothing in it); `empty_range` (a range in which nothing lies); `far_from_stations` (a zone over a degree from every station); `forbidden_character` (a control or direction character); `in_the_future` (later than now); `lat_lon_swapped` (latitude before longitude); `loop` (a zone that is a part of itself); `missing` (left out, and needed); `needs_dimension` (several places without a dimension to tell them apart); `no_position` (0, 0, which stands for an unknown position); `not_after_start` (an end that is not after the start); `not_allowed` (none of the values that are allowed, or not beside another field); `not_ascending` (not above the one before); `not_closed` (a ring whose last point is not its first); `not_lon_lat` (a `crs` that is not longitude and latitude, in this order); `not_in_order` (not in order of time); `not_period_start` (no first instant of a local day, Monday, or month, as the period asks for); `null` (null: what is unknown is left out); `other_day` (a start in another local day than the trip's); `out_of_range` (beyond `minimum` or `maximum`, in value or in length); `out_of_reach` (more than there can be: `maximum` at most); `period_over` (a period that has ended); `repeated` (there twice); `spans_factor_sets` (periods with different emission factors); `threshold_raised` (a level that would begin later than before, or be dropped); `too_few_points` (a ring of fewer than four points); `unknown` (the id of nothing that is there); `unknown_field` (no field that is known); `unknown_parent` (a zone that is neither sent nor known); `valid_from_past` (a day that is not after today); `wrong_type` (another type). */
                code: string;
                /** @description The least that is allowed: a number or a length, or a day or an instant. With `out_of_range`, where there is one. */
                minimum?: number | string;
                /** @description The most that is allowed: a number or a length, or a day or an instant. With `out_of_range`, where there is one. */
                maximum?: number | string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AdjustmentBody = components['schemas']['AdjustmentBody'];
export type AdjustmentMade = components['schemas']['AdjustmentMade'];
export type Agreed = components['schemas']['Agreed'];
export type AnsweredQuery = components['schemas']['AnsweredQuery'];
export type Appeal = components['schemas']['Appeal'];
export type AppealReceived = components['schemas']['AppealReceived'];
export type AppealTold = components['schemas']['AppealTold'];
export type ApprovalAnswer = components['schemas']['ApprovalAnswer'];
export type AtMostGoal = components['schemas']['AtMostGoal'];
export type BadgeList = components['schemas']['BadgeList'];
export type Batch = components['schemas']['Batch'];
export type BatchFailure = components['schemas']['BatchFailure'];
export type BatchReport = components['schemas']['BatchReport'];
export type BestGoal = components['schemas']['BestGoal'];
export type BestStep = components['schemas']['BestStep'];
export type BoardList = components['schemas']['BoardList'];
export type BoardPlace = components['schemas']['BoardPlace'];
export type BonusBody = components['schemas']['BonusBody'];
export type BuiltInGuard = components['schemas']['BuiltInGuard'];
export type CampaignAnswer = components['schemas']['CampaignAnswer'];
export type CampaignBody = components['schemas']['CampaignBody'];
export type CampaignList = components['schemas']['CampaignList'];
export type CampaignWritten = components['schemas']['CampaignWritten'];
export type ChallengeBody = components['schemas']['ChallengeBody'];
export type ChallengeList = components['schemas']['ChallengeList'];
export type ChallengePart = components['schemas']['ChallengePart'];
export type ChallengeStep = components['schemas']['ChallengeStep'];
export type ChallengeTemplate = components['schemas']['ChallengeTemplate'];
export type ChallengeTemplates = components['schemas']['ChallengeTemplates'];
export type ChallengeWarning = components['schemas']['ChallengeWarning'];
export type ChallengeWritten = components['schemas']['ChallengeWritten'];
export type ChangeAnswer = components['schemas']['ChangeAnswer'];
export type ChangeList = components['schemas']['ChangeList'];
export type ChangedVerdict = components['schemas']['ChangedVerdict'];
export type Chunk = components['schemas']['Chunk'];
export type ChunkTaken = components['schemas']['ChunkTaken'];
export type CityDay = components['schemas']['CityDay'];
export type CityDistrict = components['schemas']['CityDistrict'];
export type CityFigure = components['schemas']['CityFigure'];
export type CityFigures = components['schemas']['CityFigures'];
export type CityPeriod = components['schemas']['CityPeriod'];
export type CityPeriods = components['schemas']['CityPeriods'];
export type CityTile = components['schemas']['CityTile'];
export type ClimbRange = components['schemas']['ClimbRange'];
export type Codes = components['schemas']['Codes'];
export type CodesAdded = components['schemas']['CodesAdded'];
export type Column = components['schemas']['Column'];
export type Compared = components['schemas']['Compared'];
export type ConditionBody = components['schemas']['ConditionBody'];
export type Confirmation = components['schemas']['Confirmation'];
export type CorrectTrip = components['schemas']['CorrectTrip'];
export type CorridorBody = components['schemas']['CorridorBody'];
export type DataSet = components['schemas']['DataSet'];
export type Decided = components['schemas']['Decided'];
export type DecidedTrip = components['schemas']['DecidedTrip'];
export type DecidedTrips = components['schemas']['DecidedTrips'];
export type Decision = components['schemas']['Decision'];
export type DecisionBody = components['schemas']['DecisionBody'];
export type DecisionFailure = components['schemas']['DecisionFailure'];
export type DecisionList = components['schemas']['DecisionList'];
export type DecisionTold = components['schemas']['DecisionTold'];
export type Decisions = components['schemas']['Decisions'];
export type Description = components['schemas']['Description'];
export type Differing = components['schemas']['Differing'];
export type Discovery = components['schemas']['Discovery'];
export type DistanceRange = components['schemas']['DistanceRange'];
export type DistinctGoal = components['schemas']['DistinctGoal'];
export type DistinctStep = components['schemas']['DistinctStep'];
export type DrawBody = components['schemas']['DrawBody'];
export type DrawFile = components['schemas']['DrawFile'];
export type DrawList = components['schemas']['DrawList'];
export type DrawWritten = components['schemas']['DrawWritten'];
export type DurationRange = components['schemas']['DurationRange'];
export type EarnedBadge = components['schemas']['EarnedBadge'];
export type Ending = components['schemas']['Ending'];
export type Entry = components['schemas']['Entry'];
export type EntryReward = components['schemas']['EntryReward'];
export type EventFailure = components['schemas']['EventFailure'];
export type EventsReport = components['schemas']['EventsReport'];
export type ExpiringPoints = components['schemas']['ExpiringPoints'];
export type Expiry = components['schemas']['Expiry'];
export type Explanation = components['schemas']['Explanation'];
export type Feed = components['schemas']['Feed'];
export type Figures = components['schemas']['Figures'];
export type Filter = components['schemas']['Filter'];
export type ForecastAnswer = components['schemas']['ForecastAnswer'];
export type FullDraw = components['schemas']['FullDraw'];
export type GroupBody = components['schemas']['GroupBody'];
export type GroupPlace = components['schemas']['GroupPlace'];
export type GuardBody = components['schemas']['GuardBody'];
export type Guards = components['schemas']['Guards'];
export type GuardsBody = components['schemas']['GuardsBody'];
export type Heard = components['schemas']['Heard'];
export type HoursBody = components['schemas']['HoursBody'];
export type ImportBegun = components['schemas']['ImportBegun'];
export type ImportTakenBack = components['schemas']['ImportTakenBack'];
export type Imports = components['schemas']['Imports'];
export type ImproveGoal = components['schemas']['ImproveGoal'];
export type Indicator = components['schemas']['Indicator'];
export type IndicatorQuery = components['schemas']['IndicatorQuery'];
export type Invited = components['schemas']['Invited'];
export type JobAsked = components['schemas']['JobAsked'];
export type Leaderboard = components['schemas']['Leaderboard'];
export type LevelBody = components['schemas']['LevelBody'];
export type Levels = components['schemas']['Levels'];
export type LevelsBody = components['schemas']['LevelsBody'];
export type LimitsBody = components['schemas']['LimitsBody'];
export type LimitsChanged = components['schemas']['LimitsChanged'];
export type LimitsList = components['schemas']['LimitsList'];
export type LimitsOfVehicle = components['schemas']['LimitsOfVehicle'];
export type LimitsStop = components['schemas']['LimitsStop'];
export type LimitsTrial = components['schemas']['LimitsTrial'];
export type LimitsWritten = components['schemas']['LimitsWritten'];
export type LineAnswer = components['schemas']['LineAnswer'];
export type ListedBoard = components['schemas']['ListedBoard'];
export type ListedCampaign = components['schemas']['ListedCampaign'];
export type ListedChallenge = components['schemas']['ListedChallenge'];
export type ListedDraw = components['schemas']['ListedDraw'];
export type ListedImport = components['schemas']['ListedImport'];
export type ListedLimits = components['schemas']['ListedLimits'];
export type ListedProject = components['schemas']['ListedProject'];
export type ListedRedemption = components['schemas']['ListedRedemption'];
export type ListedStation = components['schemas']['ListedStation'];
export type ListedStatus = components['schemas']['ListedStatus'];
export type ListedTariff = components['schemas']['ListedTariff'];
export type ListedZoneFeature = components['schemas']['ListedZoneFeature'];
export type ListedZoneProperties = components['schemas']['ListedZoneProperties'];
export type MonthFigures = components['schemas']['MonthFigures'];
export type MultiplierBody = components['schemas']['MultiplierBody'];
export type Name = components['schemas']['Name'];
export type NewImport = components['schemas']['NewImport'];
export type NewLiveTrip = components['schemas']['NewLiveTrip'];
export type NewPair = components['schemas']['NewPair'];
export type NewRedemption = components['schemas']['NewRedemption'];
export type NewTeam = components['schemas']['NewTeam'];
export type NewTickets = components['schemas']['NewTickets'];
export type NowAndThen = components['schemas']['NowAndThen'];
export type Offer = components['schemas']['Offer'];
export type OperatorFigures = components['schemas']['OperatorFigures'];
export type OperatorTrip = components['schemas']['OperatorTrip'];
export type OutcomeBody = components['schemas']['OutcomeBody'];
export type OverdueAppeals = components['schemas']['OverdueAppeals'];
export type OwnDraw = components['schemas']['OwnDraw'];
export type OwnDraws = components['schemas']['OwnDraws'];
export type OwnPlace = components['schemas']['OwnPlace'];
export type OwnRedemption = components['schemas']['OwnRedemption'];
export type OwnRedemptions = components['schemas']['OwnRedemptions'];
export type OwnTraceRead = components['schemas']['OwnTraceRead'];
export type PairInvite = components['schemas']['PairInvite'];
export type PairShown = components['schemas']['PairShown'];
export type Participant = components['schemas']['Participant'];
export type Partner = components['schemas']['Partner'];
export type PartnerBody = components['schemas']['PartnerBody'];
export type PartnerList = components['schemas']['PartnerList'];
export type Position = components['schemas']['Position'];
export type Posting = components['schemas']['Posting'];
export type PrizeBody = components['schemas']['PrizeBody'];
export type Profile = components['schemas']['Profile'];
export type ProfileBody = components['schemas']['ProfileBody'];
export type Progress = components['schemas']['Progress'];
export type ProjectBody = components['schemas']['ProjectBody'];
export type ProjectList = components['schemas']['ProjectList'];
export type RankPrizes = components['schemas']['RankPrizes'];
export type RankPrizesBody = components['schemas']['RankPrizesBody'];
export type RatesBody = components['schemas']['RatesBody'];
export type ReasonCounts = components['schemas']['ReasonCounts'];
export type Reasoned = components['schemas']['Reasoned'];
export type RedemptionList = components['schemas']['RedemptionList'];
export type RedemptionMade = components['schemas']['RedemptionMade'];
export type RedemptionStep = components['schemas']['RedemptionStep'];
export type Release = components['schemas']['Release'];
export type ReplacedCampaign = components['schemas']['ReplacedCampaign'];
export type ReplacedChallenge = components['schemas']['ReplacedChallenge'];
export type ReplacedReward = components['schemas']['ReplacedReward'];
export type ReplacedTariff = components['schemas']['ReplacedTariff'];
export type ReviewFigures = components['schemas']['ReviewFigures'];
export type ReviewQueue = components['schemas']['ReviewQueue'];
export type ReviewedTrip = components['schemas']['ReviewedTrip'];
export type RewardBody = components['schemas']['RewardBody'];
export type RewardList = components['schemas']['RewardList'];
export type RewardWritten = components['schemas']['RewardWritten'];
export type RiderMax = components['schemas']['RiderMax'];
export type RiderTrip = components['schemas']['RiderTrip'];
export type SaidAndSetAside = components['schemas']['SaidAndSetAside'];
export type ServiceHealth = components['schemas']['ServiceHealth'];
export type ShownCode = components['schemas']['ShownCode'];
export type ShownPrize = components['schemas']['ShownPrize'];
export type ShownVoucher = components['schemas']['ShownVoucher'];
export type ShownWinner = components['schemas']['ShownWinner'];
export type SimulatedTariff = components['schemas']['SimulatedTariff'];
export type SimulatedZone = components['schemas']['SimulatedZone'];
export type SimulationJob = components['schemas']['SimulationJob'];
export type Statement = components['schemas']['Statement'];
export type StationCounts = components['schemas']['StationCounts'];
export type StationFailure = components['schemas']['StationFailure'];
export type StationInformation = components['schemas']['StationInformation'];
export type StationList = components['schemas']['StationList'];
export type StationStatus = components['schemas']['StationStatus'];
export type Stations = components['schemas']['Stations'];
export type StationsGiven = components['schemas']['StationsGiven'];
export type StatusCounts = components['schemas']['StatusCounts'];
export type StatusFeed = components['schemas']['StatusFeed'];
export type Statuses = components['schemas']['Statuses'];
export type StepsGoal = components['schemas']['StepsGoal'];
export type StopAnswer = components['schemas']['StopAnswer'];
export type StopBody = components['schemas']['StopBody'];
export type StopDays = components['schemas']['StopDays'];
export type StreakGoal = components['schemas']['StreakGoal'];
export type StreakStep = components['schemas']['StreakStep'];
export type SubjectAnswer = components['schemas']['SubjectAnswer'];
export type Submitted = components['schemas']['Submitted'];
export type SumGoal = components['schemas']['SumGoal'];
export type SumStep = components['schemas']['SumStep'];
export type Summary = components['schemas']['Summary'];
export type TariffBody = components['schemas']['TariffBody'];
export type TariffList = components['schemas']['TariffList'];
export type TariffWritten = components['schemas']['TariffWritten'];
export type TeamInvite = components['schemas']['TeamInvite'];
export type TeamMember = components['schemas']['TeamMember'];
export type TeamShown = components['schemas']['TeamShown'];
export type TermsBody = components['schemas']['TermsBody'];
export type TicketsBought = components['schemas']['TicketsBought'];
export type TicketsFromPoints = components['schemas']['TicketsFromPoints'];
export type TicketsFromStations = components['schemas']['TicketsFromStations'];
export type TicketsFromTrips = components['schemas']['TicketsFromTrips'];
export type TicketsReward = components['schemas']['TicketsReward'];
export type Totals = components['schemas']['Totals'];
export type TraceFeature = components['schemas']['TraceFeature'];
export type TraceFigures = components['schemas']['TraceFigures'];
export type TraceHeard = components['schemas']['TraceHeard'];
export type TracePace = components['schemas']['TracePace'];
export type TracePlace = components['schemas']['TracePlace'];
export type TracePlaceProperties = components['schemas']['TracePlaceProperties'];
export type TracePoint = components['schemas']['TracePoint'];
export type Transfer = components['schemas']['Transfer'];
export type TriedOn = components['schemas']['TriedOn'];
export type Trip = components['schemas']['Trip'];
export type TripAppeal = components['schemas']['TripAppeal'];
export type TripDecision = components['schemas']['TripDecision'];
export type TripVerdict = components['schemas']['TripVerdict'];
export type Trips = components['schemas']['Trips'];
export type Undo = components['schemas']['Undo'];
export type UsedList = components['schemas']['UsedList'];
export type UsedOfReward = components['schemas']['UsedOfReward'];
export type ValidatedChallenge = components['schemas']['ValidatedChallenge'];
export type ValueShares = components['schemas']['ValueShares'];
export type VehicleEvent = components['schemas']['VehicleEvent'];
export type VehicleEvents = components['schemas']['VehicleEvents'];
export type VehicleRates = components['schemas']['VehicleRates'];
export type VerdictsTried = components['schemas']['VerdictsTried'];
export type Void = components['schemas']['Void'];
export type VoucherList = components['schemas']['VoucherList'];
export type VoucherUndone = components['schemas']['VoucherUndone'];
export type VoucherUse = components['schemas']['VoucherUse'];
export type WhatFor = components['schemas']['WhatFor'];
export type WhereBody = components['schemas']['WhereBody'];
export type WhoAll = components['schemas']['WhoAll'];
export type WhoCity = components['schemas']['WhoCity'];
export type WhoJoined = components['schemas']['WhoJoined'];
export type WhoPairs = components['schemas']['WhoPairs'];
export type WhoTeams = components['schemas']['WhoTeams'];
export type ZoneCollection = components['schemas']['ZoneCollection'];
export type ZoneCounts = components['schemas']['ZoneCounts'];
export type ZoneFailure = components['schemas']['ZoneFailure'];
export type ZoneFeature = components['schemas']['ZoneFeature'];
export type ZoneList = components['schemas']['ZoneList'];
export type ZoneOutline = components['schemas']['ZoneOutline'];
export type ZoneProperties = components['schemas']['ZoneProperties'];
export type ZoneWarning = components['schemas']['ZoneWarning'];
export type Problem = components['schemas']['Problem'];
export type $defs = Record<string, never>;
export interface operations {
    get_summary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_postings: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_trips: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trips"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_my_trip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trip"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_summary_of_rider: {
        parameters: {
            query?: never;
            header: {
                /** @description Why you look at what is a rider's. It is logged. */
                "X-Purpose": string;
            };
            path: {
                /** @description The rider, as a reference that names nobody. */
                rider_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_postings_of_rider: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header: {
                /** @description Why you look at what is a rider's. It is logged. */
                "X-Purpose": string;
            };
            path: {
                /** @description The rider, as a reference that names nobody. */
                rider_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Statement"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_redemptions_of_rider: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header: {
                /** @description Why you look at what is a rider's. It is logged. */
                "X-Purpose": string;
            };
            path: {
                /** @description The rider, as a reference that names nobody. */
                rider_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnRedemptions"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_health_of_gateway: {
        parameters: {
            query?: {
                /** @description Whether whole tables are compared, which takes seconds. */
                compare?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceHealth"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_decisions: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description The service whose decisions these are. */
                chain?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    download_decisions: {
        parameters: {
            query?: {
                /** @description The service whose decisions these are. */
                chain?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example {"at": "2026-05-04T09:00:00.000000Z", "chain": "challenges", "seq": 1, "decision_id": "019aa000-0000-7000-8000-0000000000f1", "kind": "challenge", "subject": {"type": "challenge", "id": "019aa000-0000-7000-8000-0000000000c1", "version": 1}, "step": "published", "role": "operator", "organisation": "operator", "reason_hash": "6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a", "hash": "5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b5b", "reason": "Spring begins.", "reason_salt": "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"} */
                    "application/x-ndjson": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description The service whose decisions these are. */
                chain?: string;
                /** @description The state. */
                state?: "submitted" | "approved" | "refused" | "over" | "published";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    adjust_points: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdjustmentBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdjustmentMade"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdjustmentMade"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_campaigns: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWritten"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_campaign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacedCampaign"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_campaign: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The campaign that pays. */
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_challenge_templates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeTemplates"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_challenges: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChallengeBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeWritten"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_challenge_schema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "$schema": "https://json-schema.org/draft/2020-12/schema",
                     *       "type": "object"
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacedChallenge"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeStep"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeStep"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengeStep"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_challenge: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    validate_challenge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChallengeBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ValidatedChallenge"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_city_figures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CityFigures"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_draws: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_draw: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrawBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawWritten"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_draw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FullDraw"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_draw: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_draw: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_tickets: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawFile"];
                    /** @example af038b4450fa2f150449e28d7a2895c2 3 */
                    "text/plain": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_draw: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_draw: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_draw: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    buy_tickets: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTickets"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketsBought"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_campaign_guards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_campaign_guards: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuardsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_challenge_guards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_challenge_guards: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuardsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_draw_guards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_draw_guards: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuardsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_limits_guards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_limits_guards: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuardsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_reward_guards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_reward_guards: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuardsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_tariff_guards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_tariff_guards: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuardsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Guards"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_health_of_challenges: {
        parameters: {
            query?: {
                /** @description Whether whole tables are compared, which takes seconds. */
                compare?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceHealth"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_health_of_public_value: {
        parameters: {
            query?: {
                /** @description Whether whole tables are compared, which takes seconds. */
                compare?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceHealth"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_health_of_rewards: {
        parameters: {
            query?: {
                /** @description Whether whole tables are compared, which takes seconds. */
                compare?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceHealth"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_health_of_trips: {
        parameters: {
            query?: {
                /** @description Whether whole tables are compared, which takes seconds. */
                compare?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceHealth"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_imports: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imports"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewImport"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportBegun"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The import: a named batch of trips, which can be taken back as a whole. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Undo"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportTakenBack"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_indicators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discovery"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    query_indicators: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IndicatorQuery"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Figures"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_rewards_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SimulationJob"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_trips_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsTrial"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_leaderboards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoardList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_leaderboard: {
        parameters: {
            query?: {
                /** @description A period: `2026-W47`, `2026-11` or `2026-Q4`. By itself the current one. */
                period?: string;
            };
            header?: never;
            path: {
                /** @description The leaderboard: how long it counts, of whom, and which trips or riders. */
                board_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Leaderboard"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_own_place: {
        parameters: {
            query?: {
                /** @description A period: `2026-W47`, `2026-11` or `2026-Q4`. By itself the current one. */
                period?: string;
            };
            header?: never;
            path: {
                /** @description The leaderboard: how long it counts, of whom, and which trips or riders. */
                board_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnPlace"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promise_rank_prizes: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The leaderboard: how long it counts, of whom, and which trips or riders. */
                board_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RankPrizesBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RankPrizes"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RankPrizes"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_levels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Levels"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_levels: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LevelsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Levels"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_limits: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_limits: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitsBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsWritten"];
                };
            };
            /** @description A guard of the city covers them: they wait. Or it is a dry run, whose job counts */
            202: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_limits: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_limits: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_limits: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The version. */
                version: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_own_badges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BadgeList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    block_partner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pair. */
                pair_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unblock_partner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The pair. */
                pair_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_draws: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnDraws"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    join_draw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnDraw"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leave_draw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The draw. */
                draw_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    join_challenge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChallengePart"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leave_challenge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The challenge. */
                challenge_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_pair: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPair"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairInvite"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_pair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A code that invites, to hand over. Blanks, dashes and small letters do not matter. */
                invite: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairShown"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refuse_or_leave_pair: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A code that invites, to hand over. Blanks, dashes and small letters do not matter. */
                invite: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_profile: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_redemptions: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnRedemptions"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_my_redemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The redemption. */
                redemption_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnRedemption"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_my_vouchers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The redemption. */
                redemption_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoucherList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    draw_my_voucher: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The redemption. */
                redemption_id: string;
                /** @description The voucher, or the code of a pool. */
                voucher_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    /** @example <svg>…</svg> */
                    "image/svg+xml": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_my_team: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShown"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    join_team: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invited"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShown"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leave_team: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_my_trace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nobody keeps the answer. */
                    "Cache-Control"?: string;
                    /** @description The answer is GeoJSON or GPX by this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["OwnTraceRead"];
                    /** @example <gpx version="1.1" creator="Rodem" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt lat="41.3901" lon="2.1702"><time>2026-05-04T07:30:05Z</time></trkpt></trkseg></trk></gpx> */
                    "application/gpx+xml": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_my_trace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_my_workplace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShown"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    join_workplace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invited"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShown"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leave_workplace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_partners: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartnerList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_partner: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The partner: a shop, library or club. */
                partner_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartnerBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partner"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_used_vouchers: {
        parameters: {
            query?: {
                /** @description A month of the city, as `YYYY-MM`. */
                month?: string;
            };
            header?: never;
            path: {
                /** @description The partner: a shop, library or club. */
                partner_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsedList"];
                    /**
                     * @example month,reward_id,name,units,value_eur_cents
                     *     2026-05,019aa000-0000-7000-8000-0000000000f1,A coffee at the corner,12,2160
                     */
                    "text/csv": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_project: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedProject"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedProject"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tell_outcome: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The project that a donation goes to. */
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutcomeBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListedProject"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_redemptions: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description What has become of it. */
                status?: "reserved" | "confirmed" | "released" | "used" | "expired";
                /** @description The reward. */
                reward_id?: string;
                /** @description The first instant that is in. */
                since?: string;
                /** @description The newest day that the figures hold. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedemptionList"];
                    /**
                     * @example redemption_id,reward_id,version,name,quantity,cost_points,status,redeemed_at,reserved_until,confirmed_at,released_at,value_eur_cents,reference,vouchers_used
                     *     019aa000-0000-7000-8000-0000000000e1,019aa000-0000-7000-8000-0000000000f1,1,{'en': 'A coffee at the corner'},1,250,confirmed,2026-05-04T10:00:00Z,,2026-05-04T10:00:00Z,,180,,1
                     */
                    "text/csv": string;
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeem: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRedemption"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedemptionMade"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_redemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The redemption. */
                redemption_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Confirmation"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedemptionStep"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    release_redemption: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The redemption. */
                redemption_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Release"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedemptionStep"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_rewards: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RewardBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardWritten"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_reward: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Offer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacedReward"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_codes: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Codes"];
                "text/csv": string;
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodesAdded"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RewardWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_reward: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The reward. */
                reward_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_stations: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description Stations in this part of the map: west,south,east,north in degrees. */
                bbox?: string;
                /** @description The stations nearest to this place first: lat,lon in degrees. */
                near?: string;
                /** @description The zone. */
                zone_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_stations: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Feed"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationCounts"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_station_statuses: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusFeed"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusCounts"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_stations: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Feed"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationCounts"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfer_stations: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Transfer"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationsGiven"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tariffs: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TariffBody"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffWritten"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replace_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The tariff. */
                tariff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacedTariff"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The tariff. */
                tariff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The tariff. */
                tariff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The tariff. */
                tariff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TariffWritten"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The tariff. */
                tariff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopBody"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StopAnswer"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    submit_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path: {
                /** @description The tariff. */
                tariff_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reasoned"];
            };
        };
        responses: {
            /** @description What a dry run answers */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Submitted"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    simulate_tariff: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SimulatedTariff"];
            };
        };
        responses: {
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobAsked"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTeam"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamInvite"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team, or the workplace. */
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShown"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renew_team_invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The team, or the workplace. */
                team_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamInvite"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team, or the workplace. */
                team_id: string;
                /** @description The member, by an id that is of this membership alone. */
                member_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing to tell */
            204: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_trips: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
                /** @description Today's verdict: `accepted`, `held`, `rejected` or `voided`. More may come. */
                verdict?: "open" | "accepted" | "rejected" | "held" | "voided";
                /** @description Why, in words. It is public. */
                reason?: string;
                /** @description Whether the rider's appeal waits for an answer. */
                appealed?: boolean;
                /** @description Who has told the ride: `phone`, `operator`. */
                confirmed_by?: "phone" | "operator";
                /** @description The first instant that is in. */
                since?: string;
                /** @description The newest day that the figures hold. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewQueue"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_trip: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RiderTrip"] | components["schemas"]["OperatorTrip"];
            };
        };
        responses: {
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TripVerdict"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    appeal_trip: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Appeal"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AppealReceived"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_trip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TripVerdict"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    correct_trip: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectTrip"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TripVerdict"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_trip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TripVerdict"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_trip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ending"];
            };
        };
        responses: {
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TripVerdict"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_trace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Chunk"];
            };
        };
        responses: {
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChunkTaken"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    void_trip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trip. Who reports a trip makes its id, and sends the same again when there was no answer. */
                trip_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Void"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TripVerdict"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_trips: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchReport"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decide_trips: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decisions"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecidedTrips"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_overdue_appeals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverdueAppeals"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_review_figures: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewFigures"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_trip: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLiveTrip"];
            };
        };
        responses: {
            /** @description Accepted: it goes on from here */
            202: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TripVerdict"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_vehicle_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VehicleEvents"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsReport"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_voucher: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The voucher, or the code of a pool. */
                voucher_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoucherUndone"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    use_voucher: {
        parameters: {
            query?: never;
            header?: {
                /** @description New for each thing to do, the same for each try: a retry gets the first answer, for 7 days. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShownCode"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoucherUse"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_zones: {
        parameters: {
            query?: {
                /** @description The most items on a page. */
                limit?: number;
                /** @description Where the page begins: the `next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Names these bytes: sent as `If-None-Match`, it gets a 304 until they change. */
                    ETag?: string;
                    /** @description Who may keep the answer. */
                    "Cache-Control"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ZoneList"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_zones: {
        parameters: {
            query?: never;
            header?: {
                /** @description `dry-run` changes nothing and answers what would happen. */
                Prefer?: "dry-run";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ZoneCollection"];
            };
        };
        responses: {
            /** @description What was asked for, or what has been done */
            200: {
                headers: {
                    /** @description Nothing has changed: it was a dry run. */
                    "Preference-Applied"?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ZoneCounts"];
                };
            };
            /** @description Any other problem. */
            default: {
                headers: {
                    /** @description The language of the texts. */
                    "Content-Language"?: string;
                    /** @description The texts follow this header of the request. */
                    Vary?: string;
                    /** @description The caller's quotas: requests (`q`) in a window of seconds (`w`). */
                    "RateLimit-Policy"?: string;
                    /** @description What is left (`r`) of each, and in how many seconds it is full again (`t`). */
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
