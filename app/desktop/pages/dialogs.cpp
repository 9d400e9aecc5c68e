#include "app/desktop/pages/dialogs.h"

#include "app/desktop/pages/secretedit.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/label.h"
#include "widgets/theme/style.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>

namespace slipway::desktop {

using namespace theme;

DetailsDialog::DetailsDialog(const QString &hostname, const QString &report, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("detailsDialog"));
    setWindowTitle(tr("Creation of %1 failed").arg(hostname));
    auto *text = new QPlainTextEdit(report);
    text->setObjectName(QStringLiteral("report"));
    text->setReadOnly(true);
    text->setFont(theme::font(TextStyle::Mono));
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setAccessibleName(tr("Error report"));
    text->setTabChangesFocus(true);
    auto *copied = new Label(tr("Copied"), TextStyle::Small, Role::Success);
    copied->setVisible(false);
    auto *copy = new QPushButton(tr("Copy Report"));
    copy->setObjectName(QStringLiteral("copyReport"));
    copy->setIcon(theme::icon(Icon::Copy));
    auto *close = new QPushButton(tr("Close"));
    close->setObjectName(QStringLiteral("close"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addWidget(copied);
    buttons->addStretch();
    buttons->addWidget(close);
    auto *note = new Label(tr("Known secrets are masked. Read it before you pass it on."), TextStyle::Small,
                           Role::Muted);
    note->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(text, 1);
    layout->addWidget(note);
    layout->addLayout(buttons);
    resize(space(76), space(52));
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(copy, &QPushButton::clicked, copied, [copied, report] {
        QGuiApplication::clipboard()->setText(report);
        copied->setVisible(true);
        QTimer::singleShot(2000, copied, &QWidget::hide);
    });
    close->setDefault(true);
}

ConfirmDialog::ConfirmDialog(const QString &title, const QString &text, const QString &verb, QWidget *parent,
                             const QString &keep)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("confirmDialog"));
    setWindowTitle(title);
    auto *heading = new Label(title, TextStyle::Heading);
    auto *body = new Label(text);
    for (Label *label : {heading, body}) {
        label->setWordWrap(true);
        label->setMinimumWidth(space(44));
    }
    auto *yes = new QPushButton(verb);
    yes->setObjectName(QStringLiteral("confirm"));
    setButtonKind(yes,
                  ButtonKind::Danger); // Return presses it once it has the focus, which Cancel has at first
    auto *no = new QPushButton(keep.isEmpty() ? tr("Cancel") : keep);
    no->setObjectName(QStringLiteral("cancel"));
    no->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(yes);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(2));
    layout->setSpacing(space(1.2));
    layout->addWidget(heading);
    layout->addWidget(body);
    layout->addSpacing(space(0.6));
    layout->addLayout(buttons);
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    no->setFocus();
}

RootPasswordDialog::RootPasswordDialog(const QString &hostname, const QString &reason, QWidget *parent)
    : QDialog(parent), m_password(new SecretEdit(QStringLiteral("rootPasswordAgain")))
{
    setObjectName(QStringLiteral("rootPasswordDialog"));
    setWindowTitle(tr("The root password is needed"));
    m_password->setAccessibleName(tr("Root password of %1").arg(hostname));
    auto *heading = new Label(tr("Root password of %1").arg(hostname), TextStyle::Heading);
    auto *body = new Label(reason);
    auto *note = new Label(tr("It was used once and not kept. Enter the one that the container is to have."),
                           TextStyle::Small, Role::Muted);
    for (Label *label : {body, note}) {
        label->setWordWrap(true);
        label->setMinimumWidth(space(44));
    }
    auto *yes = new QPushButton(tr("Retry"));
    yes->setObjectName(QStringLiteral("confirm"));
    yes->setDefault(true);
    yes->setEnabled(false);
    setButtonKind(yes, ButtonKind::Primary);
    auto *no = new QPushButton(tr("Cancel"));
    no->setObjectName(QStringLiteral("cancel"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(yes);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(margins(2));
    layout->setSpacing(space(1.2));
    layout->addWidget(heading);
    layout->addWidget(body);
    layout->addWidget(m_password);
    layout->addWidget(note);
    layout->addLayout(buttons);
    connect(m_password, &QLineEdit::textChanged, yes,
            [yes](const QString &text) { yes->setEnabled(!text.isEmpty()); });
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(yes, &QPushButton::clicked, this, &QDialog::accept);
    m_password->setFocus();
}

Secret RootPasswordDialog::password() const { return m_password->secret(); }

bool confirmDeletion(const Container &container, QWidget *parent)
{
    // Without a name on the host nothing was made there: what goes is our record of the run.
    const QString what =
        container.hostRef.isEmpty()
            ? ConfirmDialog::tr("Nothing was made on the host; the run and its log are deleted. "
                                "This cannot be undone.")
            : ConfirmDialog::tr(
                  "The container %1 and everything in it are destroyed, with its log. This cannot be undone.")
                  .arg(nameOnHost(container));
    ConfirmDialog dialog(ConfirmDialog::tr("Delete %1?").arg(container.hostname), what,
                         container.hostRef.isEmpty() ? ConfirmDialog::tr("Delete Run")
                                                     : ConfirmDialog::tr("Delete Container"),
                         parent);
    return dialog.exec() == QDialog::Accepted;
}

} // namespace slipway::desktop
