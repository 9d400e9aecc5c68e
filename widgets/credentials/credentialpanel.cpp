#include "widgets/credentials/credentialpanel.h"

#include "widgets/credentials/secretclipboard.h"
#include "widgets/theme/metrics.h"

#include <QVBoxLayout>

namespace slipway::credentials {

CredentialPanel::CredentialPanel(SecretClipboard &clipboard, QWidget *parent)
    : QWidget(parent), m_clipboard(clipboard)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::space(0.3));
}

void CredentialPanel::clear()
{
    qDeleteAll(m_fields);
    m_fields.clear();
}

void CredentialPanel::add(SecretField *field)
{
    layout()->addWidget(field);
    m_fields.append(field);
    int width = 0;
    for (const SecretField *f : m_fields)
        width = qMax(width, f->keyWidthHint());
    for (SecretField *f : m_fields)
        f->setKeyWidth(qMin(width, theme::space(14)));
}

void CredentialPanel::setCredentials(const std::vector<CredentialItem> &items)
{
    clear();
    for (const bool secrets : {false, true}) {
        for (const CredentialItem &item : items) {
            if (item.isSecret != secrets)
                continue;
            SecretField::Options options;
            options.isSecret = item.isSecret;
            add(new SecretField(item.key, item.value, options, m_clipboard, this));
        }
    }
}

void CredentialPanel::setEncrypted()
{
    clear();
    SecretField::Options options;
    options.isEncrypted = true;
    add(new SecretField(tr("Credentials"), {}, options, m_clipboard, this));
}

void CredentialPanel::hideAll()
{
    for (SecretField *field : m_fields)
        field->setRevealed(false);
}

} // namespace slipway::credentials
