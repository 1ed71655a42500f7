"""The command `kiemdiem`: each subcommand is loaded only when it is called, so that quick ones stay quick."""

import sys
from importlib import import_module

import click

from kiemdiem import __version__

COMMANDS = {
    "serve": "Chạy hệ thống web / run the web system.",
    "worker": "Tiến trình làm việc nền / a worker for long work.",
    "permissions": "Ai được làm gì trong hệ thống web / who may do what.",
    "evaluate": "Đánh giá cả sổ liệu: kế hoạch, kết quả, phát hiện, tỷ lệ / evaluate a workbook.",
    "explain": "Kể rõ một trường hợp: điểm nào, căn cứ nào, điều gì làm đổi / explain one case.",
    "tally": "Đọc kết quả một cuộc bỏ phiếu / read one ballot.",
    "clauses": "Sổ các điểm của quy định / the register of clauses.",
    "edition": "Ấn bản quy định: liệt kê, kiểm tra, so sánh / editions.",
    "workbook": "Sổ liệu: mẫu trống, kiểm tra / workbook: template, check.",
    "demo": "Số liệu minh họa (người hư cấu) / demonstration data (invented people).",
    "roster": "Sổ liệu vào hệ thống web: xem trước, nhập / a workbook into the web system.",
    "account": "Tài khoản: mở, cấp lại mật khẩu, liệt kê / accounts: open, reset, list.",
    "mail": "Thư nhắc việc: gửi, xem trước, thử máy chủ thư / reminders by mail: send, look ahead, try the server.",
    "journal": "Sổ nhật ký: kiểm tra chuỗi, in mã đầu chuỗi / the journal: verify, print a head.",
    "bench": "Đo tốc độ trên máy này / measure speed on this machine.",
}
"""Subcommands: module of `kiemdiem.commands`, and what it does."""


class LazyGroup(click.Group):
    """Looks a subcommand up in `COMMANDS` and imports its module only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of that name; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"kiemdiem.commands.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of subcommands, without loading them."""
        with formatter.section("Lệnh / commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kiemdiem")
def group() -> None:
    """Kiểm điểm, đánh giá, xếp loại, khen thưởng hằng năm / yearly review, rating and commendation."""


def main() -> None:
    """Run the command line; what the user interrupts or no reader takes ends without a traceback."""
    try:
        group(prog_name="kiemdiem")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
