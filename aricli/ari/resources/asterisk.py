"""The server itself: information, modules, logging, configuration, global variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from aricli.ari.operation import Resource, operation
from aricli.ari.types import Body, Doc, Names, VariableName, VariableValue, attributes

if TYPE_CHECKING:
    from aricli.ari.handles import LogChannel, Module
    from aricli.ari.models import AsteriskInfo, AsteriskPing, ConfigTuple, Variable

ModuleName = Annotated[str, Names("module"), Doc("name of the module, e.g. res_pjsip.so")]
LogChannelName = Annotated[str, Names("log_channel"), Doc("name of the log channel, e.g. messages")]
ConfigClass = Annotated[str, Names("id"), Doc("class of configuration, e.g. res_pjsip")]
ObjectType = Annotated[str, Names("id"), Doc("type of object in the class, e.g. endpoint")]
ObjectId = Annotated[str, Names("id"), Doc("name of the object")]

_NO_OBJECT = "configuration is addressed as e.g. res_pjsip endpoint alice; see sorcery.conf"
_FROM_FILE = "the user is read_only, or sorcery.conf reads this type from a file, never to change"
_NO_MODULE = "modules are named as in the list of modules, with .so"
_NOT_LOADED_NOW = "it is loaded already, or it declined: Asterisk's log says why"
_IN_USE = "the module is in use, or does not take this; show the module"
_NO_LEVELS = "levels are error, warning, notice, verbose, debug, dtmf, security, fax"
_LOG_EXISTS = "a log channel of this name exists; delete it or choose another name"


class Asterisk(Resource):
    """ARI's /asterisk."""

    @operation("GET", "/asterisk/info")
    def get_info(
        self,
        *,
        only: Annotated[
            Sequence[Literal["build", "system", "config", "status"]],
            Doc("what to show, all if not given"),
        ] = (),
    ) -> AsteriskInfo:
        """Show the server's version, build, configuration and start time."""

    @operation("GET", "/asterisk/ping", since="16.2")
    def ping(self) -> AsteriskPing:
        """See whether the server answers."""

    @operation("GET", "/asterisk/modules")
    def list_modules(self) -> list[Module]:
        """List the modules that are loaded."""

    @operation("GET", "/asterisk/modules/{module_name}", hints={404: _NO_MODULE, 409: _NO_MODULE})
    def get_module(self, module_name: ModuleName) -> Module:
        """Show a module and how it is doing.

        Raises:
            NotFound: If it is not loaded.
            WrongState: If the name lacks its ``.so``.
        """

    @operation("POST", "/asterisk/modules/{module_name}", hints={409: _NOT_LOADED_NOW})
    def load_module(self, module_name: ModuleName) -> None:
        """Load a module.

        Raises:
            WrongState: If it is loaded already, or does not load.
        """

    @operation("DELETE", "/asterisk/modules/{module_name}", hints={404: _NO_MODULE, 409: _IN_USE})
    def unload_module(self, module_name: ModuleName) -> None:
        """Unload a module.

        Raises:
            NotFound: If it is not loaded.
            WrongState: If it is in use.
        """

    @operation("PUT", "/asterisk/modules/{module_name}", hints={404: _NO_MODULE, 409: _IN_USE})
    def reload_module(self, module_name: ModuleName) -> None:
        """Reload a module's configuration.

        Raises:
            NotFound: If it is not loaded.
            WrongState: If it does not support reloading.
        """

    @operation("GET", "/asterisk/logging")
    def list_log_channels(self) -> list[LogChannel]:
        """List where the server logs to."""

    @operation(
        "POST",
        "/asterisk/logging/{log_channel_name}",
        hints={400: _NO_LEVELS, 409: _LOG_EXISTS},
    )
    def add_log(
        self,
        log_channel_name: LogChannelName,
        *,
        configuration: Annotated[str, Doc("levels to log, e.g. notice,warning,error")],
    ) -> None:
        """Add a log file.

        Raises:
            WrongState: If there is one of this name.
        """

    @operation("DELETE", "/asterisk/logging/{log_channel_name}")
    def delete_log(self, log_channel_name: LogChannelName) -> None:
        """Stop logging to a file.

        Raises:
            NotFound: If there is no such log channel.
        """

    @operation("PUT", "/asterisk/logging/{log_channel_name}/rotate")
    def rotate_log(self, log_channel_name: LogChannelName) -> None:
        """Begin a new log file, keeping the old one aside.

        Raises:
            NotFound: If there is no such log channel.
        """

    @operation("GET", "/asterisk/variable")
    def get_global_var(self, variable: VariableName) -> Variable:
        """Read a global variable; one that is unset reads as empty."""

    @operation("POST", "/asterisk/variable", again=True)
    def set_global_var(self, variable: VariableName, value: VariableValue = None) -> None:
        """Set a global variable."""

    @operation(
        "GET",
        "/asterisk/config/dynamic/{config_class}/{object_type}/{id}",
        hints={404: _NO_OBJECT},
    )
    def get_object(
        self, config_class: ConfigClass, object_type: ObjectType, id: ObjectId
    ) -> list[ConfigTuple]:
        """Show a configuration object, e.g. of PJSIP.

        Raises:
            NotFound: If there is no such class, type or object.
        """

    @operation(
        "PUT",
        "/asterisk/config/dynamic/{config_class}/{object_type}/{id}",
        hints={403: _FROM_FILE, 404: _NO_OBJECT},
    )
    def update_object(
        self,
        config_class: ConfigClass,
        object_type: ObjectType,
        id: ObjectId,
        *,
        fields: Annotated[
            Mapping[str, str] | None,
            Names("attributes"),
            Body("fields", attributes),
            Doc("attributes to set, NAME=VALUE"),
        ] = None,
    ) -> list[ConfigTuple]:
        """Change a configuration object, or create it.

        Raises:
            NotFound: If there is no such class or type.
            NotAllowed: If objects of the type come from a file, or the user may only read.
            BadRequest: If an attribute is not known.
        """

    @operation(
        "DELETE",
        "/asterisk/config/dynamic/{config_class}/{object_type}/{id}",
        hints={403: _FROM_FILE, 404: _NO_OBJECT},
    )
    def delete_object(
        self, config_class: ConfigClass, object_type: ObjectType, id: ObjectId
    ) -> None:
        """Delete a configuration object.

        Raises:
            NotFound: If there is no such class, type or object.
            NotAllowed: If objects of the type come from a file, or the user may only read.
        """
