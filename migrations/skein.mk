# skein.mk - `make db-...` for a project with skein migrations. Set SKEIN_PROJECT to its directory and include this.
#
#     make db-migrate-up                          ENV=staging chooses an environment, URL=... a database
#     make db-migration-generate NAME=add_x TYPE=table

SKEIN ?= skein
SKEIN_PROJECT ?= .
SKEIN_RUN = $(SKEIN) -C $(SKEIN_PROJECT) $(if $(ENV),--env $(ENV)) $(if $(URL),--url '$(URL)')

.PHONY: db-migrate-up db-migrate-down db-migrate-status db-migrate-goto db-migration-generate db-validate \
	db-migration-deps db-seed db-seed-enhanced db-backup db-restore db-clean db-rehearse db-tables db-counts db-perf db-rollout \
	db-schema

db-migrate-up: ## Run all pending migrations
	$(SKEIN_RUN) up $(if $(APPROVE),--approve)

db-migrate-down: ## Roll back the last migration
	$(SKEIN_RUN) down

db-migrate-status: ## Show the status of every migration
	$(SKEIN_RUN) status

db-migrate-goto: ## Go to a version: VERSION=000001
	$(if $(VERSION),,$(error VERSION is not given: make db-migrate-goto VERSION=000001))
	$(SKEIN_RUN) goto $(VERSION)

db-migration-generate: ## Generate a migration: NAME=add_user_preferences TYPE=table
	$(if $(NAME),,$(error NAME is not given: make db-migration-generate NAME=add_user_preferences TYPE=table))
	$(SKEIN_RUN) new $(NAME) $(if $(TYPE),--type $(TYPE))

db-validate: ## Check the migrations, without a database
	$(SKEIN_RUN) validate

db-migration-deps: ## Show the dependency graph
	$(SKEIN_RUN) deps

db-seed: ## Load the seed data of every environment
	$(SKEIN_RUN) seed --basic

db-seed-enhanced: ## Load an environment's seed data, too: ENV=development
	$(if $(ENV),,$(error ENV is not given: make db-seed-enhanced ENV=development))
	$(SKEIN_RUN) seed

db-backup: ## Write the database to a file, verified: FILE=before.dump (backup_DATE_TIME.dump)
	$(SKEIN_RUN) backup $(or $(FILE),backup_$(shell date +%Y%m%d_%H%M%S).dump)

db-restore: ## Make the database what a backup says: FILE=before.dump ALLOW_DATA_LOSS=yes if it is not empty
	$(if $(FILE),,$(error FILE is not given: make db-restore FILE=before.dump))
	$(SKEIN_RUN) restore $(FILE) $(if $(ALLOW_DATA_LOSS),--allow-data-loss) $(if $(APPROVE),--approve)

db-clean: ## Empty every table, the schema and the history stay: ALLOW_DATA_LOSS=yes; without, it says what it would empty
	$(SKEIN_RUN) clean $(if $(ALLOW_DATA_LOSS),--allow-data-loss,--dry-run) $(if $(APPROVE),--approve)

db-rehearse: ## Run what is pending on a copy: FROM=before.dump or FROM=postgres://...
	$(if $(FROM),,$(error FROM is not given: make db-rehearse FROM=before.dump))
	$(SKEIN_RUN) rehearse --from '$(FROM)' $(if $(KEEP),--keep)

db-tables: ## List the tables
	$(SKEIN_RUN) tables

db-counts: ## Show how many rows each table has
	$(SKEIN_RUN) counts

db-rollout: ## Apply pending migrations to all databases of rollout.json, in waves: FILE=list.json DRY_RUN=yes
	$(SKEIN_RUN) rollout $(if $(FILE),--file $(FILE)) $(if $(DRY_RUN),--dry-run) $(if $(APPROVE),--approve)

db-perf: ## Measure the queries of perf/*.sql before and after the last migration: ROWS=100000
	$(SKEIN_RUN) perf $(if $(ROWS),--rows $(ROWS))

db-schema: ## Show the schema
	$(SKEIN_RUN) schema
