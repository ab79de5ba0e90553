//! What a framework calls a function for: view, task, handler ...

use super::facts::{Class, Decorator, Function};
use super::module::Module;

/// Why code runs, where a framework rather than a person starts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Answers a request: function and class views, routes, endpoints, GraphQL mutations, middleware.
    View,
    /// Run by a queue or a scheduler.
    Task,
    /// Called when something is saved or sent.
    Receiver,
    /// A model, form, serializer or admin class.
    Model,
    /// Answers a chat message, a web socket or another event.
    Handler,
    /// A command that a person starts: Django's `BaseCommand`, click, typer, `@app.cli.command`.
    Command,
}

/// Last segments of decorators that make a route, where the decorator hangs on an application or router (`app.get`).
pub(crate) const ROUTES: [&str; 17] = [
    "after_request",
    "api_operation",
    "api_route",
    "before_request",
    "delete",
    "errorhandler",
    "exception_handler",
    "get",
    "head",
    "middleware",
    "options",
    "patch",
    "post",
    "put",
    "route",
    "view",
    "websocket",
];

/// Decorators of views by their last segment, wherever they come from.
pub(crate) const VIEWS: [&str; 19] = [
    "action",
    "api_view",
    "authentication_classes",
    "cache_page",
    "csrf_exempt",
    "ensure_csrf_cookie",
    "expose",
    "jwt_required",
    "login_required",
    "permission_classes",
    "permission_required",
    "renderer_classes",
    "require_GET",
    "require_POST",
    "require_http_methods",
    "require_safe",
    "staff_member_required",
    "user_passes_test",
    "view_config",
];

/// Decorators of tasks by their last segment.
const TASKS: [&str; 9] = [
    "task",
    "shared_task",
    "periodic_task",
    "actor",
    "db_task",
    "db_periodic_task",
    "job",
    "scheduled_job",
    "on_after_configure",
];

/// Decorators of chat and event handlers by their last segment, where the decorator hangs on an object.
const HANDLERS: [&str; 20] = [
    "message_handler",
    "callback_query_handler",
    "inline_handler",
    "edited_message_handler",
    "message",
    "callback_query",
    "event",
    "command",
    "slash_command",
    "hybrid_command",
    "listen",
    "on_message",
    "on_callback_query",
    "on_event",
    "errors",
    "edited_message",
    "my_chat_member",
    "poll_answer",
    "channel_post",
    "inline_query",
];

/// Decorators of commands by the start of their resolved name.
const COMMAND_PREFIXES: [&str; 5] = [
    "click.",
    "flask.cli.",
    "flask.ext.script.",
    "flask_script.",
    "typer.",
];

/// How many decorators of a function are looked at. Each function inside it asks for them too; nobody has as many.
const DECORATORS: usize = 64;

impl Module {
    /// What a framework calls a function for, by its decorators, its class, or its parameters.
    #[must_use]
    pub fn role(&self, function: &Function) -> Option<Role> {
        let decorators = self.decorators(function.decorators);
        let decorated = decorators
            .iter()
            .take(DECORATORS)
            .find_map(|decorator| self.decorator_role(decorator, function));
        let class = if function.is_method {
            self.class(function.scope.class)
        } else {
            None
        };
        decorated
            .or_else(|| class.and_then(|class| self.class_role(class)))
            .or_else(|| {
                let outer = self.function(function.scope.function)?;
                (outer.scope.function.is_none())
                    .then(|| self.decorated_or_parameters(outer))
                    .flatten()
            })
            .or_else(|| self.parameter_role(function))
    }

    fn decorated_or_parameters(&self, function: &Function) -> Option<Role> {
        self.decorators(function.decorators)
            .iter()
            .take(DECORATORS)
            .find_map(|decorator| self.decorator_role(decorator, function))
            .or_else(|| self.parameter_role(function))
    }

    fn decorator_role(&self, decorator: &Decorator, function: &Function) -> Option<Role> {
        let plain = self.text(decorator.name);
        let role = decorator_role(plain, &self.resolve(decorator.name, &function.scope));
        // A group of commands is a function that was decorated itself: its name does not lead to click.
        let is_command = matches!(Self::last_segment(plain), "command" | "group");
        if is_command && (self.imports("click") || self.imports("typer")) {
            return Some(Role::Command);
        }
        role
    }

    /// A first parameter `request` makes a view; `update, context` or `message` of a bot a handler.
    fn parameter_role(&self, function: &Function) -> Option<Role> {
        let names: Vec<&str> = self
            .parameters(function)
            .iter()
            .map(|parameter| self.text(parameter.name))
            .filter(|name| !matches!(*name, "self" | "cls"))
            .take(2)
            .collect();
        match names.as_slice() {
            ["request", ..] | [_, "request"] => Some(Role::View),
            // Chat bots, and functions that a cloud calls.
            ["update", "context"] | ["bot", "update"] | ["event", "context" | "_context"] => {
                Some(Role::Handler)
            }
            _ => None,
        }
    }

    /// What a framework makes of a class, by its bases.
    #[must_use]
    pub fn class_role(&self, class: &Class) -> Option<Role> {
        self.bases(class).iter().find_map(|base| base_role(base))
    }
}

fn decorator_role(plain: &str, resolved: &str) -> Option<Role> {
    let last = Module::last_segment(plain);
    let hangs = plain.contains('.');
    if COMMAND_PREFIXES
        .iter()
        .any(|prefix| resolved.starts_with(prefix))
        || plain.contains(".cli.")
    {
        return Some(Role::Command);
    }
    if resolved.starts_with("typer.Typer()") || resolved.starts_with("click.") {
        return Some(Role::Command);
    }
    if VIEWS.contains(&last) || (hangs && ROUTES.contains(&last)) {
        return Some(Role::View);
    }
    if TASKS.contains(&last)
        && !["invoke.", "fabric.", "prefect."]
            .iter()
            .any(|runner| resolved.starts_with(runner))
    {
        return Some(Role::Task);
    }
    if last == "receiver" || (hangs && matches!(last, "connect" | "listens_for")) {
        return Some(Role::Receiver);
    }
    (hangs && HANDLERS.contains(&last)).then_some(Role::Handler)
}

fn base_role(base: &str) -> Option<Role> {
    let last = Module::last_segment(base);
    let ends = |endings: &[&str]| endings.iter().any(|ending| last.ends_with(ending));
    if ends(&["Command"])
        && (last == "BaseCommand" || last.ends_with("BaseCommand") || last == "Command")
    {
        return Some(Role::Command);
    }
    if ends(&[
        "View",
        "ViewSet",
        "ViewMixin",
        "LoginRequiredMixin",
        "PermissionRequiredMixin",
        "UserPassesTestMixin",
        "Resource",
        "HTTPEndpoint",
        "RequestHandler",
        "Mutation",
        "Middleware",
        "MiddlewareMixin",
        "Permission",
        "Authentication",
        "Backend",
        "Viewset",
    ]) && !base.starts_with("PyQt")
        && !base.starts_with("tkinter")
        && !matches!(
            last,
            "QTableView" | "QListView" | "QTreeView" | "QGraphicsView" | "TreeView" | "Treeview"
        )
    {
        return Some(Role::View);
    }
    if ends(&[
        "Consumer",
        "Cog",
        "EventHandler",
        "WebSocketHandler",
        "StatesGroup",
    ]) {
        return Some(Role::Handler);
    }
    if matches!(
        last,
        "Model"
            | "Form"
            | "ModelForm"
            | "FlaskForm"
            | "ModelAdmin"
            | "Manager"
            | "QuerySet"
            | "Schema"
            | "AbstractUser"
            | "AbstractBaseUser"
            | "BaseUserManager"
    ) || ends(&["Serializer", "ModelSerializer"])
        || (ends(&["Form", "Admin"]) && !base.starts_with("tkinter"))
    {
        return Some(Role::Model);
    }
    (last == "Task").then_some(Role::Task)
}
